package dev.sluice.telling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToldCallerTest {
  private static final AiAgent BOT = new AiAgent("langchain4j", "desk-bot", "find", "1", null);

  @Test
  void whoIsOnlyAssertedIsNoSubject() {
    ToldCaller verified = ToldCaller.of(new Caller("shop", person("kim", true), null));
    ToldCaller asserted = ToldCaller.of(new Caller("shop", person("kim", false), null));

    assertThat(verified).isEqualTo(new ToldCaller("human", "kim", "", "shop", "", ""));
    assertThat(asserted).isEqualTo(new ToldCaller("human", "", "kim", "shop", "", ""));
    assertThat(asserted.applicationName()).isEqualTo("shop");
  }

  @Test
  void anAgentIsToldWithThePersonItActsFor() {
    ToldCaller told = ToldCaller.of(new Caller("shop", person("kim", true), BOT));

    assertThat(told).isEqualTo(new ToldCaller("ai_agent", "kim", "", "shop", "desk-bot", "find"));
    assertThat(told.applicationName()).isEqualTo("shop desk-bot/find for kim");
    assertThat(ToldCaller.of(new Caller("shop", null, BOT)).subject()).isEmpty();
  }

  @Test
  void whoIsNotKnownIsNobody() {
    assertThat(ToldCaller.of(null)).isEqualTo(ToldCaller.UNKNOWN);
    assertThat(ToldCaller.UNKNOWN.applicationName()).isEmpty();
    assertThat(ToldCaller.of(new Caller("shop", null, null)))
        .isEqualTo(new ToldCaller("service", "", "", "shop", "", ""));
  }

  @Test
  void valuesStandInTheOrderOfTheirNames() {
    ToldCaller told = new ToldCaller("kind", "subject", "asserted", "service", "agent", "tool");

    assertThat(told.values()).isEqualTo(ToldCaller.NAMES);
  }

  @Test
  void aNameIsPrintableAndShort() {
    ToldCaller odd = ToldCaller.of(new Caller("shop", person("k\u00e4m\n' --", true), null));
    ToldCaller longer = ToldCaller.of(new Caller("s".repeat(100), person("kim", true), null));

    assertThat(odd.applicationName()).isEqualTo("shop for k?m?' --");
    assertThat(longer.applicationName()).isEqualTo("s".repeat(63));
  }

  private static @Nullable Human person(String name, boolean verified) {
    return new Human(name, Set.of(), Map.of(), "test", verified);
  }
}
