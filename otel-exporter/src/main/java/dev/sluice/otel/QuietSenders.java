package dev.sluice.otel;

import dev.sluice.gate.Failures;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Gives an exporter the HTTP sender of the class path, made quiet: requests that fail are counted
 * by us, and the exporter is told that all went well. It would else complain through
 * java.util.logging, on the service's console, every few seconds, under names that the service's
 * own OpenTelemetry shares, so that they cannot be silenced without silencing that too.
 */
final class QuietSenders implements ComponentLoader {
  private final ComponentLoader components =
      ComponentLoader.forClassLoader(QuietSenders.class.getClassLoader());
  private final Failures failures;
  private int items;

  QuietSenders(Failures failures) {
    this.failures = failures;
  }

  /**
   * Says how many items the next request carries, for their loss to be counted. To be called by the
   * thread that exports, before it does: exporters send on the thread that calls them.
   */
  void nextRequestCarries(int number) {
    items = number;
  }

  @Override
  public <T> Iterable<T> load(Class<T> spiClass) {
    Iterable<T> found = components.load(spiClass);
    if (spiClass != HttpSenderProvider.class) {
      return found;
    }
    HttpSenderProvider provider = (HttpSenderProvider) found.iterator().next();
    HttpSenderProvider quiet =
        configuration -> new QuietSender(provider.createSender(configuration), configuration);
    return List.of(spiClass.cast(quiet));
  }

  private final class QuietSender implements HttpSender {
    private final HttpSender sender;
    private final URI endpoint;

    QuietSender(HttpSender sender, HttpSenderConfig configuration) {
      this.sender = sender;
      this.endpoint = configuration.getEndpoint();
    }

    @Override
    public void send(
        MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
      int carried = items;
      sender.send(
          message,
          response -> {
            if (response.getStatusCode() / 100 != 2) {
              lost(carried, "HTTP status " + response.getStatusCode());
            }
            onResponse.accept(Success.INSTANCE);
          },
          error -> {
            lost(carried, describe(error));
            onResponse.accept(Success.INSTANCE);
          });
    }

    @Override
    public CompletableResultCode shutdown() {
      return sender.shutdown();
    }

    private void lost(int carried, String why) {
      failures.count(
          "telemetry.export",
          "telemetry cannot be delivered to " + endpoint + " (" + why + "); it is dropped",
          null);
      failures.add("telemetry.dropped", carried);
    }

    private static String describe(Throwable error) {
      Throwable cause = error;
      while (cause.getCause() != null
          && (cause instanceof CompletionException || cause instanceof UncheckedIOException)) {
        cause = cause.getCause();
      }
      return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.toString();
    }
  }

  /** What an exporter is told in any case. */
  private enum Success implements HttpResponse {
    INSTANCE;

    @Override
    public int getStatusCode() {
      return 200;
    }

    @Override
    public String getStatusMessage() {
      return "";
    }

    @Override
    public byte[] getResponseBody() {
      return new byte[0];
    }
  }
}
