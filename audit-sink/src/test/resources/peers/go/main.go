// SPDX-License-Identifier: Apache-2.0

// A stranger's reading of an exported log and of its proofs, with the libraries that the Go
// checksum database and the transparency-dev projects use. It reads jobs from standard input, one
// a line, and answers each with OK or INVALID and why:
//
//	tiles <vkey> <folder>              every entry and tile under the signed head
//	proof <vkey> <entry> <tlog-proof>  one inclusion proof
//	grown <vkey> <old folder> <folder> that the later log extends the earlier
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type head struct {
	size int64
	root tlog.Hash
}

// open verifies a note with sumdb/note, which accepts spare bits in the last base64 character; so
// it is also rendered again and compared.
func open(vkey string, bytes_ []byte) (head, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return head{}, err
	}
	opened, err := note.Open(bytes_, note.VerifierList(verifier))
	if err != nil {
		return head{}, err
	}
	again := opened.Text + "\n"
	for _, sig := range append(opened.Sigs, opened.UnverifiedSigs...) {
		raw, err := base64.StdEncoding.DecodeString(sig.Base64)
		if err != nil {
			return head{}, err
		}
		again += "\u2014 " + sig.Name + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
	}
	if again != string(bytes_) {
		return head{}, fmt.Errorf("note does not render to its own bytes")
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return head{}, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] {
		return head{}, fmt.Errorf("bad size")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return head{}, fmt.Errorf("bad root")
	}
	return head{size, root}, nil
}

// folder reads hashes out of the tiles of an exported log.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		// sumdb puts the height into the path, tlog-tiles does not.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes_, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes_)
	}
	return data, nil
}

func read(vkey, dir string) (head, tlog.HashReader, error) {
	checkpoint, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return head{}, nil, err
	}
	h, err := open(vkey, checkpoint)
	if err != nil {
		return head{}, nil, err
	}
	return h, tlog.TileHashReader(tlog.Tree{N: h.size, Hash: h.root}, folder(dir)), nil
}

func tiles(vkey, dir string) error {
	h, hashes, err := read(vkey, dir)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(h.size, hashes)
	if err != nil || root != h.root {
		return fmt.Errorf("tiles do not make the signed root: %v", err)
	}
	for bundle := int64(0); bundle*256 < h.size; bundle++ {
		width := min(256, h.size-bundle*256)
		tile := tlog.Tile{H: 8, L: -1, N: bundle, W: int(width)}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		rest, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		for i := bundle * 256; i < bundle*256+width; i++ {
			if len(rest) < 2 || len(rest)-2 < int(binary.BigEndian.Uint16(rest)) {
				return fmt.Errorf("bundle ends before entry %d", i)
			}
			entry := rest[2 : 2+int(binary.BigEndian.Uint16(rest))]
			rest = rest[2+len(entry):]
			stored, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
			if err != nil {
				return err
			}
			leaf := rfc6962.DefaultHasher.HashLeaf(entry)
			if !bytes.Equal(leaf, stored[0][:]) || tlog.RecordHash(entry) != stored[0] {
				return fmt.Errorf("entry %d is not its leaf", i)
			}
		}
		if len(rest) > 0 {
			return fmt.Errorf("bytes behind the last entry of a bundle")
		}
	}
	return nil
}

func grown(vkey, oldDir, dir string) error {
	old, _, err := read(vkey, oldDir)
	if err != nil {
		return err
	}
	h, hashes, err := read(vkey, dir)
	if err != nil {
		return err
	}
	path, err := tlog.ProveTree(h.size, old.size, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(path, h.size, h.root, old.size, old.root); err != nil {
		return err
	}
	var raw [][]byte
	for _, hash := range path {
		raw = append(raw, bytes.Clone(hash[:]))
	}
	return proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(old.size), uint64(h.size), raw,
		old.root[:], h.root[:])
}

func inclusion(vkey, entryFile, proofFile string) error {
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	whole, err := os.ReadFile(proofFile)
	if err != nil {
		return err
	}
	top, checkpoint, found := strings.Cut(string(whole), "\n\n")
	lines := strings.Split(top, "\n")
	if found && len(lines) > 1 && strings.HasPrefix(lines[1], "extra ") {
		raw, err := base64.StdEncoding.Strict().DecodeString(lines[1][6:])
		if err != nil || base64.StdEncoding.EncodeToString(raw) != lines[1][6:] {
			return fmt.Errorf("bad extra")
		}
		lines = append(lines[:1], lines[2:]...)
	}
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("not a proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil || lines[1] != "index "+strconv.FormatInt(index, 10) {
		return fmt.Errorf("bad index")
	}
	h, err := open(vkey, []byte(checkpoint))
	if err != nil {
		return err
	}
	var path tlog.RecordProof
	var raw [][]byte
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil || hash.String() != line {
			return fmt.Errorf("bad hash")
		}
		path = append(path, hash)
		raw = append(raw, bytes.Clone(hash[:]))
	}
	if index < 0 || index >= h.size {
		return fmt.Errorf("index outside the tree")
	}
	if err := tlog.CheckRecord(path, h.size, h.root, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	return proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), uint64(h.size),
		rfc6962.DefaultHasher.HashLeaf(entry), raw, h.root[:])
}

func run(words []string) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%v", fault)
		}
	}()
	switch {
	case len(words) == 3 && words[0] == "tiles":
		return tiles(words[1], words[2])
	case len(words) == 4 && words[0] == "proof":
		return inclusion(words[1], words[2], words[3])
	case len(words) == 4 && words[0] == "grown":
		return grown(words[1], words[2], words[3])
	}
	return fmt.Errorf("no such job: %q", words)
}

func main() {
	jobs := bufio.NewScanner(os.Stdin)
	for jobs.Scan() {
		if err := run(strings.Split(jobs.Text(), " ")); err != nil {
			fmt.Println("INVALID", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("OK")
		}
	}
}
