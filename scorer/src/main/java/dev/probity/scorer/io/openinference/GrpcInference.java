// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.scorer.io.openinference.InferenceOutcome.Problem;
import dev.probity.scorer.openinference.InferenceAnswer;
import dev.probity.scorer.openinference.ModelDescription;
import dev.probity.scorer.openinference.ModelDescription.TensorDescription;
import dev.probity.topics.Roles;
import inference.GRPCInferenceService;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.ModelMetadataResponse;
import inference.ModelReadyRequest;
import inference.ModelReadyResponse;
import inference.RepositoryIndexRequest;
import inference.RepositoryIndexResponse;
import inference.RepositoryModelLoadRequest;
import inference.RepositoryModelLoadResponse;
import inference.RepositoryModelUnloadRequest;
import inference.RepositoryModelUnloadResponse;
import inference.ServerLiveRequest;
import inference.ServerLiveResponse;
import inference.ServerMetadataRequest;
import inference.ServerMetadataResponse;
import inference.ServerReadyRequest;
import inference.ServerReadyResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcService;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.security.Principal;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The Open Inference Protocol over gRPC, on the port of HTTP. */
@GrpcService
public final class GrpcInference implements GRPCInferenceService {
  private final InferenceService service;
  private final SecurityIdentity caller;

  /**
   * Built by the wiring.
   *
   * @param caller whoever makes the call in hand
   */
  public GrpcInference(InferenceService service, SecurityIdentity caller) {
    this.service = service;
    this.caller = caller;
  }

  @Override
  @PermitAll
  public Uni<ServerLiveResponse> serverLive(ServerLiveRequest request) {
    return answer(ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  @PermitAll
  public Uni<ServerReadyResponse> serverReady(ServerReadyRequest request) {
    return answer(ServerReadyResponse.newBuilder().setReady(service.notReady().isEmpty()).build());
  }

  @Override
  @PermitAll
  @Blocking
  public Uni<ModelReadyResponse> modelReady(ModelReadyRequest request) {
    boolean ready = service.isReady(request.getName(), present(request.getVersion()));
    return answer(ModelReadyResponse.newBuilder().setReady(ready).build());
  }

  @Override
  @RolesAllowed({
    Roles.PUBLISHER,
    Roles.RECRUITER,
    Roles.AUDITOR,
    Roles.OPERATOR,
    Roles.DPO,
    Roles.WITNESS
  })
  public Uni<ServerMetadataResponse> serverMetadata(ServerMetadataRequest request) {
    return answer(
        ServerMetadataResponse.newBuilder()
            .setName(InferenceResource.SERVER)
            .setVersion(service.serverVersion())
            .addAllExtensions(InferenceResource.EXTENSIONS)
            .build());
  }

  @Override
  @RolesAllowed({
    Roles.PUBLISHER,
    Roles.RECRUITER,
    Roles.AUDITOR,
    Roles.OPERATOR,
    Roles.DPO,
    Roles.WITNESS
  })
  public Uni<ModelMetadataResponse> modelMetadata(ModelMetadataRequest request) {
    ModelDescription model = service.describe(request.getName(), present(request.getVersion()));
    if (model == null) {
      return failed(Problem.UNKNOWN, "no such model or version, or none scores now");
    }
    return answer(
        ModelMetadataResponse.newBuilder()
            .setName(model.name())
            .addAllVersions(model.versions())
            .setPlatform(ModelDescription.PLATFORM)
            .addAllInputs(tensors(model.inputs()))
            .addAllOutputs(tensors(model.outputs()))
            .putAllProperties(model.properties())
            .build());
  }

  private static List<ModelMetadataResponse.TensorMetadata> tensors(List<TensorDescription> all) {
    return all.stream()
        .map(
            one ->
                ModelMetadataResponse.TensorMetadata.newBuilder()
                    .setName(one.name())
                    .setDatatype(one.datatype().name())
                    .addAllShape(one.shape())
                    .build())
        .toList();
  }

  @Override
  @RolesAllowed(Roles.PUBLISHER)
  @Blocking
  public Uni<ModelInferResponse> modelInfer(ModelInferRequest request) {
    Exchange exchange = Exchange.of(null, null);
    InferenceCall call =
        new InferenceCall(
            "grpc:/ModelInfer",
            subject(),
            exchange.requestId(),
            exchange.trace(),
            request.getModelName(),
            present(request.getModelVersion()),
            GrpcTensors.read(request, service.maxRows()));
    return Uni.createFrom()
        .completionStage(service.infer(call, request.toByteArray()))
        .map(
            outcome ->
                switch (outcome) {
                  case InferenceOutcome.Answered(InferenceAnswer answer) ->
                      GrpcTensors.write(answer);
                  case InferenceOutcome.Failed(Problem problem, String words) ->
                      throw exception(problem, words);
                });
  }

  @Override
  @RolesAllowed({
    Roles.PUBLISHER,
    Roles.RECRUITER,
    Roles.AUDITOR,
    Roles.OPERATOR,
    Roles.DPO,
    Roles.WITNESS
  })
  @Blocking
  public Uni<RepositoryIndexResponse> repositoryIndex(RepositoryIndexRequest request) {
    RepositoryIndexResponse.Builder response = RepositoryIndexResponse.newBuilder();
    service
        .index()
        .forEach(
            (version, reason) -> {
              if (reason.isEmpty() || !request.getReady()) {
                response.addModels(
                    RepositoryIndexResponse.ModelIndex.newBuilder()
                        .setName(service.model())
                        .setVersion(version)
                        .setState(reason.isEmpty() ? "READY" : "UNAVAILABLE")
                        .setReason(reason));
              }
            });
    return answer(response.build());
  }

  @Override
  @RolesAllowed(Roles.OPERATOR)
  @Blocking
  public Uni<RepositoryModelLoadResponse> repositoryModelLoad(RepositoryModelLoadRequest request) {
    return set(request.getModelName(), true)
        .map(done -> RepositoryModelLoadResponse.getDefaultInstance());
  }

  @Override
  @RolesAllowed(Roles.OPERATOR)
  @Blocking
  public Uni<RepositoryModelUnloadResponse> repositoryModelUnload(
      RepositoryModelUnloadRequest request) {
    return set(request.getModelName(), false)
        .map(done -> RepositoryModelUnloadResponse.getDefaultInstance());
  }

  private Uni<String> set(String model, boolean loaded) {
    if (!model.equals(service.model())) {
      return failed(Problem.UNKNOWN, "no model of that name");
    }
    return Uni.createFrom()
        .completionStage(service.setLoaded(subject(), loaded))
        .invoke(
            reason -> {
              if (!reason.isEmpty()) {
                throw exception(Problem.UNAVAILABLE, reason);
              }
            });
  }

  private String subject() {
    Principal principal = caller.getPrincipal();
    return principal instanceof JsonWebToken token ? token.getSubject() : principal.getName();
  }

  /** The protocol says nothing with an empty text. */
  private static @Nullable String present(String text) {
    return text.isEmpty() ? null : text;
  }

  private static <T> Uni<T> answer(T message) {
    return Uni.createFrom().item(message);
  }

  private static <T> Uni<T> failed(Problem problem, String words) {
    return Uni.createFrom().failure(exception(problem, words));
  }

  private static StatusRuntimeException exception(Problem problem, String words) {
    Status status =
        switch (problem) {
          case BAD_REQUEST -> Status.INVALID_ARGUMENT;
          case UNKNOWN -> Status.NOT_FOUND;
          case BUSY -> Status.RESOURCE_EXHAUSTED;
          case INTERNAL -> Status.INTERNAL;
          case UNAVAILABLE -> Status.UNAVAILABLE;
          case LATE -> Status.DEADLINE_EXCEEDED;
        };
    return status.withDescription(words).asRuntimeException();
  }
}
