package dev.sluice.instrumentation.identity.asserted;

import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The person whom an entry of OpenTelemetry's baggage names. Baggage comes with a request from
 * whoever sent it, so the person is asserted.
 */
public final class BaggageSource implements HumanSource {
  private final String key;
  private final Function<String, @Nullable String> baggage;

  /**
   * @param key the entry's key
   * @param baggage tells the value of an entry in the current context
   */
  public BaggageSource(String key, Function<String, @Nullable String> baggage) {
    this.key = key;
    this.baggage = baggage;
  }

  @Override
  public @Nullable Human current() {
    String name = baggage.apply(key);
    return name == null || name.isBlank()
        ? null
        : Human.asserted(name.strip(), Set.of(), "baggage");
  }
}
