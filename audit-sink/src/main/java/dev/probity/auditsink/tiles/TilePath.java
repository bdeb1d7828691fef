// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tiles;

import dev.probity.auditsink.tree.Tile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tile stands: {@code tile/<L>/<N>[.p/<W>]}, or {@code tile/entries/<N>[.p/<W>]} for a
 * bundle of entries. N is written in groups of three digits, all but the last with an x before it:
 * 1234067 is {@code x001/x234/067}.
 *
 * @param level tile level 0 to 7, or {@link #ENTRIES}
 * @param index position among the tiles of that level
 * @param width hashes or entries in it, 1 to 256; below 256 the tile is partial
 */
public record TilePath(int level, long index, int width) {
  /** The level of bundles of entries. */
  public static final int ENTRIES = -1;

  private static final int HIGHEST = 7;
  private static final Pattern FORM =
      Pattern.compile("tile/(entries|[0-7])/((?:x[0-9]{3}/)*[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  public TilePath {
    if (level < ENTRIES || level > HIGHEST || index < 0 || width < 1 || width > Tile.WIDTH) {
      throw new IllegalArgumentException("no tile " + level + "/" + index + " of width " + width);
    }
  }

  /** Reads a path; anything that would not be rendered so is refused. */
  public static TilePath parse(String path) {
    Matcher form = FORM.matcher(path);
    if (!form.matches() || form.group(2).length() > 34) {
      throw new IllegalArgumentException("not the path of a tile");
    }
    int level = form.group(1).equals("entries") ? ENTRIES : Integer.parseInt(form.group(1));
    long index = Long.parseLong(form.group(2).replace("x", "").replace("/", ""));
    int width = form.group(3) == null ? Tile.WIDTH : Integer.parseInt(form.group(3));
    TilePath parsed = new TilePath(level, index, width);
    if (!parsed.toString().equals(path)) {
      throw new IllegalArgumentException("path of a tile does not render to itself");
    }
    return parsed;
  }

  /**
   * Every tile of one level in a tree of {@code size} leaves, the partial one last. Example: 70,000
   * leaves have 273 full tiles of level 0 and one of width 112.
   */
  public static List<TilePath> ofLevel(int level, long size) {
    List<TilePath> paths = new ArrayList<>();
    long hashes = size >>> (8 * Math.max(level, 0));
    for (long index = 0; index < hashes / Tile.WIDTH; index++) {
      paths.add(new TilePath(level, index, Tile.WIDTH));
    }
    int rest = (int) (hashes % Tile.WIDTH);
    if (rest > 0) {
      paths.add(new TilePath(level, hashes / Tile.WIDTH, rest));
    }
    return paths;
  }

  /** Whether it holds fewer than 256. */
  public boolean partial() {
    return width < Tile.WIDTH;
  }

  /** The path, relative to the log. */
  @Override
  public String toString() {
    StringBuilder groups = new StringBuilder(String.format(Locale.ROOT, "%03d", index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      groups.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
    }
    String kind = level == ENTRIES ? "entries" : String.valueOf(level);
    return "tile/" + kind + "/" + groups + (partial() ? ".p/" + width : "");
  }
}
