// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import com.google.protobuf.ByteString;
import dev.probity.scorer.openinference.Column;
import dev.probity.scorer.openinference.Datatype;
import dev.probity.scorer.openinference.EncodedAnswer;
import dev.probity.scorer.openinference.InferenceAnswer;
import dev.probity.scorer.openinference.InferenceReading;
import dev.probity.scorer.openinference.RequestedOutput;
import dev.probity.scorer.openinference.TypedContents;
import dev.probity.topics.value.FieldNames;
import inference.InferParameter;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import inference.ModelInferResponse;
import inference.ModelInferResponse.InferOutputTensor;
import java.util.List;

/** Messages of gRPC to requests, and answers to messages. */
final class GrpcTensors {
  private static final int LISTS = 8;

  private GrpcTensors() {}

  /** Reads a request: all inputs as raw bytes in order, or each in the list of its datatype. */
  static InferenceReading read(ModelInferRequest message, int rows) {
    TypedContents contents = new TypedContents(rows);
    boolean raw = message.getRawInputContentsCount() > 0;
    if (raw && message.getRawInputContentsCount() != message.getInputsCount()) {
      contents.refuse(
          "raw_input_contents: expected one entry for each of "
              + message.getInputsCount()
              + " inputs, got "
              + message.getRawInputContentsCount());
    }
    for (int i = 0; i < message.getInputsCount(); i++) {
      InferInputTensor input = message.getInputs(i);
      if (!raw) {
        typed(contents, input);
      } else if (input.hasContents()) {
        contents.refuse(
            "input "
                + FieldNames.shown(input.getName())
                + ": has contents beside raw_input_contents");
      } else if (i < message.getRawInputContentsCount()) {
        contents.raw(
            input.getName(),
            input.getDatatype(),
            input.getShapeList(),
            message.getRawInputContents(i).asReadOnlyByteBuffer());
      }
    }
    List<RequestedOutput> outputs =
        message.getOutputsList().stream()
            .map(one -> new RequestedOutput(one.getName(), raw))
            .toList();
    String id = message.getId().isEmpty() ? null : message.getId();
    return contents.request(id, message.getModelName(), outputs, raw);
  }

  private static void typed(TypedContents contents, InferInputTensor input) {
    InferTensorContents all = input.getContents();
    Datatype datatype = Datatype.named(input.getDatatype());
    int expected = datatype == null ? 0 : size(all, datatype);
    if (expected != total(all)) {
      contents.refuse(
          "input "
              + FieldNames.shown(input.getName())
              + ": expected its contents in the list of its datatype alone");
      return;
    }
    if (datatype == Datatype.BYTES) {
      contents.texts(
          input.getName(),
          input.getDatatype(),
          input.getShapeList(),
          all.getBytesContentsList().stream().map(ByteString::asReadOnlyByteBuffer).toList());
    } else {
      contents.numbers(
          input.getName(), input.getDatatype(), input.getShapeList(), numbers(all, datatype));
    }
  }

  private static double[] numbers(
      InferTensorContents all, @org.jspecify.annotations.Nullable Datatype datatype) {
    return switch (datatype) {
      case BOOL -> all.getBoolContentsList().stream().mapToDouble(b -> b ? 1 : 0).toArray();
      case INT8, INT16, INT32 ->
          all.getIntContentsList().stream().mapToDouble(Integer::doubleValue).toArray();
      case UINT8, UINT16, UINT32 ->
          all.getUintContentsList().stream().mapToDouble(Integer::toUnsignedLong).toArray();
      case INT64 -> all.getInt64ContentsList().stream().mapToDouble(TypedContents::exact).toArray();
      case UINT64 ->
          all.getUint64ContentsList().stream().mapToDouble(TypedContents::unsigned).toArray();
      case FP32 -> all.getFp32ContentsList().stream().mapToDouble(Float::doubleValue).toArray();
      case FP64 -> all.getFp64ContentsList().stream().mapToDouble(Double::doubleValue).toArray();
      case FP16, BF16, BYTES -> new double[0];
      case null -> new double[0];
    };
  }

  private static int size(InferTensorContents all, Datatype datatype) {
    return switch (datatype) {
      case BOOL -> all.getBoolContentsCount();
      case INT8, INT16, INT32 -> all.getIntContentsCount();
      case UINT8, UINT16, UINT32 -> all.getUintContentsCount();
      case INT64 -> all.getInt64ContentsCount();
      case UINT64 -> all.getUint64ContentsCount();
      case FP32 -> all.getFp32ContentsCount();
      case FP64 -> all.getFp64ContentsCount();
      case BYTES -> all.getBytesContentsCount();
      case FP16, BF16 -> 0;
    };
  }

  private static int total(InferTensorContents all) {
    int[] sizes = new int[LISTS];
    sizes[0] = all.getBoolContentsCount();
    sizes[1] = all.getIntContentsCount();
    sizes[2] = all.getInt64ContentsCount();
    sizes[3] = all.getUintContentsCount();
    sizes[4] = all.getUint64ContentsCount();
    sizes[5] = all.getFp32ContentsCount();
    sizes[6] = all.getFp64ContentsCount();
    sizes[7] = all.getBytesContentsCount();
    return java.util.Arrays.stream(sizes).sum();
  }

  /** Writes an answer: as raw bytes when the request came so. */
  static ModelInferResponse write(InferenceAnswer answer) {
    ModelInferResponse.Builder message =
        ModelInferResponse.newBuilder()
            .setModelName(answer.model())
            .setModelVersion(answer.version())
            .setId(answer.id());
    answer.parameters().forEach((name, value) -> message.putParameters(name, text(value)));
    for (InferenceAnswer.Output output : answer.outputs()) {
      InferOutputTensor.Builder tensor =
          InferOutputTensor.newBuilder()
              .setName(output.tensor().name())
              .setDatatype(output.tensor().datatype().name())
              .addAllShape(output.tensor().shape());
      if (!output.columns().isEmpty()) {
        tensor.putParameters(InferenceAnswer.COLUMNS, text(output.columns()));
      }
      if (output.binary()) {
        message.addRawOutputContents(
            ByteString.copyFrom(EncodedAnswer.raw(output.tensor()).toArray()));
      } else {
        tensor.setContents(contents(output.tensor().data()));
      }
      message.addOutputs(tensor);
    }
    return message.build();
  }

  private static InferTensorContents contents(Column data) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    switch (data) {
      case Column.Texts(List<String> values) ->
          values.forEach(value -> contents.addBytesContents(ByteString.copyFromUtf8(value)));
      case Column.Numbers numbers -> {
        for (int i = 0; i < numbers.size(); i++) {
          contents.addFp64Contents(numbers.at(i));
        }
      }
    }
    return contents.build();
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }
}
