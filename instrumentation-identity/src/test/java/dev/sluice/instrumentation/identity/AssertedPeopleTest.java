package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** People whom only the diagnostic context or baggage names. */
class AssertedPeopleTest {
  private static @Nullable MDCAdapter before;

  @BeforeAll
  static void weaveAndKeepDiagnosticContexts() throws Exception {
    Woven.start();
    before = MDC.getMDCAdapter();
    setAdapter(new BasicMDCAdapter());
  }

  @AfterAll
  static void restore() throws Exception {
    setAdapter(before);
  }

  @AfterEach
  void forget() {
    MDC.clear();
    Woven.BAGGAGE.clear();
    assertThat(Woven.CALLERS.current()).isEqualTo(new Caller("shop", null, null));
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void theDiagnosticContextIsOnlyAsserted() {
    MDC.put("user", " ann ");

    assertThat(Woven.CALLERS.current().human())
        .isEqualTo(new Human("ann", Set.of(), Map.of(), "mdc", false));
  }

  @Test
  void baggageIsOnlyAsserted() {
    Woven.BAGGAGE.put("user.id", " ann ");

    assertThat(Woven.CALLERS.current().human())
        .isEqualTo(new Human("ann", Set.of(), Map.of(), "baggage", false));
  }

  @Test
  void whatIsBlankNamesNobody() {
    MDC.put("user", " ");
    Woven.BAGGAGE.put("user.id", "");

    assertThat(Woven.CALLERS.current().human()).isNull();
  }

  @Test
  void theDiagnosticContextGoesBeforeBaggage() {
    MDC.put("user", "ann");
    Woven.BAGGAGE.put("user.id", "bob");

    assertThat(Woven.CALLERS.current().human()).extracting(Human::subject).isEqualTo("ann");
  }

  @Test
  void whoIsVerifiedGoesBeforeBoth() {
    MDC.put("user", "mallory");
    Woven.BAGGAGE.put("user.id", "mallory");

    Human human = Woven.as("ann", () -> Woven.CALLERS.current().human());

    assertThat(human).isEqualTo(Woven.person("ann"));
  }

  @Test
  void anotherKeyNamesNobody() {
    MDC.put("users", "ann");
    Woven.BAGGAGE.put("user", "ann");

    assertThat(Woven.CALLERS.current().human()).isNull();
  }

  /** The logging library under test keeps no contexts, and offers no public way to change that. */
  private static void setAdapter(@Nullable MDCAdapter adapter) throws Exception {
    Method set = MDC.class.getDeclaredMethod("setMDCAdapter", MDCAdapter.class);
    set.setAccessible(true);
    set.invoke(null, adapter);
  }
}
