package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sql.TableFilters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefusalTest {
  @Test
  void isOneLineForPeopleAndOneOfJson() {
    Refusal refusal =
        Refusal.of(
            decision(Action.DENY, "no-tax", "Tax codes are closed.", "Leave the column out."));

    assertThat(refusal.code()).isEqualTo("DENIED");
    assertThat(refusal.text())
        .isEqualTo(
            """
            Sluice denied this statement: Tax codes are closed. (rule no-tax)
            {"sluice":{"code":"DENIED","rule":"no-tax","fix":"Leave the column out.","retry":"never"}}\
            """);
  }

  @Test
  void anApprovalHasItsOwnCode() {
    Refusal refusal = Refusal.of(decision(Action.APPROVE, "ddl", "Ask two people.", ""));

    assertThat(refusal.code()).isEqualTo("APPROVAL_REQUIRED");
    assertThat(refusal.text())
        .endsWith(
            "\n{\"sluice\":{\"code\":\"APPROVAL_REQUIRED\",\"rule\":\"ddl\",\"retry\":\"never\"}}");
  }

  @Test
  void textsOfThePolicyCannotAddLinesOrJson() {
    Refusal refusal =
        Refusal.of(decision(Action.DENY, "r", "One\ntwo\r\n", "Say \"please\"\u2028\u0007"));

    assertThat(refusal.text().split("\n", -1)).hasSize(2);
    assertThat(refusal.text()).startsWith("Sluice denied this statement: One two (rule r)\n");
    assertThat(refusal.text()).contains("\"fix\":\"Say \\\"please\\\"");
  }

  @Test
  void whatIsNotRefusedHasNoRefusal() {
    assertThatThrownBy(() -> Refusal.of(decision(Action.WARN, "r", "", "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Decision decision(
      Action action, @Nullable String rule, String message, String fix) {
    return new Decision(
        action,
        Mode.ENFORCE,
        null,
        rule,
        List.of(),
        MaskPlan.NONE,
        TableFilters.NONE,
        List.of(),
        false,
        List.of(),
        List.of(),
        Limits.NONE,
        Limits.NONE,
        message,
        fix,
        "shop",
        1,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false);
  }
}
