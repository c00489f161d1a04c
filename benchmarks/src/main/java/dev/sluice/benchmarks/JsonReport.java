package dev.sluice.benchmarks;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Writes every figure of every round as JSON. */
final class JsonReport {
  private JsonReport() {}

  /**
   * Writes one object; times are in nanoseconds, memory in bytes.
   *
   * @param out is closed
   */
  static void write(OutputStream out, Machine machine, List<Result> results) throws IOException {
    try (JsonGenerator json =
        new JsonFactory().createGenerator(out, JsonEncoding.UTF8).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      write(json, machine);
      json.writeArrayFieldStart("results");
      for (Result result : results) {
        write(json, result);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, Machine machine) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeNumberField("processors", machine.processors());
    json.writeNumberField("memory", machine.memoryBytes());
    json.writeStringField("java", machine.java());
    json.writeStringField("system", machine.system());
    json.writeNumberField("load", machine.load());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Result result) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", result.name());
    json.writeStringField("meaning", result.meaning());
    for (Map.Entry<Variant, List<Measurement>> rounds : result.rounds().entrySet()) {
      Variant variant = rounds.getKey();
      json.writeObjectFieldStart(variant.label());
      json.writeNumberField("median", result.series(variant, Measurement::nanosEach).median());
      if (variant != Variant.BARE) {
        Series added = result.added(variant, Measurement::nanosEach);
        json.writeNumberField("added", added.median());
        json.writeNumberField("error", added.error());
      }
      json.writeArrayFieldStart("rounds");
      for (Measurement measurement : rounds.getValue()) {
        write(json, measurement);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Measurement measurement) throws IOException {
    json.writeStartObject();
    json.writeNumberField("operations", measurement.operations());
    json.writeNumberField("nanos", measurement.nanos());
    json.writeNumberField("thread_cpu", measurement.threadCpuNanos());
    json.writeNumberField("process_cpu", measurement.processCpuNanos());
    json.writeNumberField("allocated", measurement.allocatedBytes());
    json.writeNumberField("compilation", measurement.compilationNanos());
    json.writeEndObject();
  }
}
