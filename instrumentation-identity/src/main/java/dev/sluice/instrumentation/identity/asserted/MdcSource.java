package dev.sluice.instrumentation.identity.asserted;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.members.ClassByLoader;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The person whom the service noted in SLF4J's diagnostic context under a key, for its logs. How
 * the name got there nobody knows, and pools may leave it on their threads: the person is asserted.
 * It is read from the copy of SLF4J that the thread's context class loader sees.
 */
public final class MdcSource implements HumanSource {
  private final String key;
  private final ClassByLoader copies;
  private final ClassMembers<Accessor> get;

  /**
   * @param key the key under which the service notes the person
   */
  public MdcSource(String key, Failures failures) {
    this.key = key;
    this.copies = new ClassByLoader("org.slf4j.MDC", "identity.mdc.load", failures);
    this.get =
        new ClassMembers<>(
            "identity.mdc.members",
            mdc -> Accessor.ofStaticByName(mdc, "java.lang.String", "get"),
            failures);
  }

  @Override
  public @Nullable Human current() {
    Class<?> mdc = copies.of(Thread.currentThread().getContextClassLoader());
    Accessor read = mdc == null ? null : get.of(mdc);
    return read != null && read.get(null, key) instanceof String name && !name.isBlank()
        ? Human.asserted(name.strip(), Set.of(), "mdc")
        : null;
  }
}
