// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.probity.ingest.Problem;
import dev.probity.topics.Roles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.value.Bytes;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The use cases candidates may name here, for whoever fills in a record. */
@Path("/profiles")
@Produces({MediaType.APPLICATION_JSON, CandidateResource.PROBLEM})
public final class ProfileResource {
  private final IngestService service;

  /** Built by the wiring. */
  public ProfileResource(IngestService service) {
    this.service = service;
  }

  /** Name, title, digest and address of each. */
  @GET
  @RolesAllowed({
    Roles.PUBLISHER,
    Roles.RECRUITER,
    Roles.AUDITOR,
    Roles.OPERATOR,
    Roles.DPO,
    Roles.WITNESS
  })
  public Response profiles() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Profile one : service.profiles()) {
      all.addObject()
          .put("name", one.name())
          .put("title", one.title())
          .put("description", one.description())
          .put("digest", one.digest())
          .put("location", "/profiles/" + one.name());
    }
    return Response.ok(all.toString(), MediaType.APPLICATION_JSON).build();
  }

  /** The file of one, byte for byte: its SHA-256 is the digest that releases name. */
  @GET
  @Path("/{name}")
  @RolesAllowed({
    Roles.PUBLISHER,
    Roles.RECRUITER,
    Roles.AUDITOR,
    Roles.OPERATOR,
    Roles.DPO,
    Roles.WITNESS
  })
  public Response profile(@PathParam("name") String name) {
    Bytes file = service.profileFile(name);
    return file == null
        ? CandidateResource.problem(Problem.unknownProfile())
        : Response.ok(file.toArray(), MediaType.APPLICATION_JSON)
            .tag(dev.probity.topics.Ids.sha256(file.toArray()))
            .build();
  }
}
