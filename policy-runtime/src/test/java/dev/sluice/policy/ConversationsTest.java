package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConversationsTest {
  private static final List<String> UNTRUSTED = List.of("untrusted");
  private static final Duration DAY = Duration.ofDays(1);

  private long now = -5;
  private final Conversations conversations = new Conversations(() -> now, 100);

  @Test
  void whatIsReadInAConversationCountsThereWhoeverTakesPart() {
    conversations.note(caller("bot", "kim", "c1"), UNTRUSTED);

    assertThat(conversations.readBy(caller("bot", "kim", "c1"))).containsExactly("untrusted");
    assertThat(conversations.readBy(caller("other", "ann", "c1"))).containsExactly("untrusted");
    assertThat(conversations.readBy(caller("bot", "kim", "c2"))).isEmpty();
  }

  @Test
  void aCallOfNoConversationMayBelongToAnyOfItsAgentAndPerson() {
    conversations.note(caller("bot", "kim", "c1"), UNTRUSTED);

    assertThat(conversations.readBy(caller("bot", "kim", null))).containsExactly("untrusted");
    assertThat(conversations.readBy(caller("bot", "kim", ""))).containsExactly("untrusted");
    assertThat(conversations.readBy(caller("bot", "ann", null))).isEmpty();
    assertThat(conversations.readBy(caller("bot", null, null))).isEmpty();
    assertThat(conversations.readBy(caller("other", "kim", null))).isEmpty();
  }

  @Test
  void whatIsReadInNoConversationCountsInAllOfItsAgentAndPerson() {
    conversations.note(caller(null, null, null), UNTRUSTED);

    assertThat(conversations.readBy(caller(null, null, null))).containsExactly("untrusted");
    assertThat(conversations.readBy(caller(null, null, "c1"))).containsExactly("untrusted");
    assertThat(conversations.readBy(caller("bot", null, "c1"))).isEmpty();
    assertThat(conversations.readBy(caller(null, "kim", "c1"))).isEmpty();
  }

  @Test
  void tagsAddUp() {
    conversations.note(caller("bot", "kim", "c1"), UNTRUSTED);
    conversations.note(caller("bot", "kim", "c1"), List.of("mail"));
    conversations.note(caller("bot", "kim", null), List.of("chat"));

    assertThat(conversations.readBy(caller("bot", "kim", "c1")))
        .containsExactlyInAnyOrder("untrusted", "mail", "chat");
  }

  @Test
  void peopleAndServicesHaveReadNothing() {
    Caller person = new Caller("shop", Human.asserted("kim", Set.of(), "header"), null);
    conversations.note(person, UNTRUSTED);
    conversations.note(new Caller("shop", null, null), UNTRUSTED);

    assertThat(conversations.readBy(person)).isEmpty();
    assertThat(conversations.readBy(caller("", "kim", null))).isEmpty();
    assertThat(conversations.readBy(caller("", null, null))).isEmpty();
  }

  @Test
  void aConversationIsKeptWhileItGoesOnAndForgottenADayLater() {
    Caller caller = caller("bot", "kim", "c1");
    conversations.note(caller, UNTRUSTED);
    for (int i = 0; i < 5; i++) {
      now += DAY.minusHours(1).toNanos();
      assertThat(conversations.readBy(caller)).containsExactly("untrusted");
    }

    now += DAY.plusSeconds(1).toNanos();

    assertThat(conversations.readBy(caller)).isEmpty();
  }

  @Test
  void wherePlaceIsShortEverybodyHasReadWhatIsLeftOut() {
    for (int i = 0; i < 300; i++) {
      conversations.note(caller("bot", "p" + i, "c" + i), UNTRUSTED);
    }

    for (int i = 0; i < 300; i++) {
      assertThat(conversations.readBy(caller("bot", "p" + i, "c" + i)))
          .as("c%d", i)
          .containsExactly("untrusted");
    }
    assertThat(conversations.readBy(caller("bot", "new", "new"))).containsExactly("untrusted");

    now += DAY.plusSeconds(1).toNanos();

    assertThat(conversations.readBy(caller("bot", "new", "new"))).isEmpty();
  }

  @Test
  void longIdsAreTakenForOneRatherThanKept() {
    String begin = "c".repeat(300);
    conversations.note(caller("bot", "kim", begin + "1"), UNTRUSTED);

    assertThat(conversations.readBy(caller("bot", "ann", begin + "2")))
        .containsExactly("untrusted");
  }

  private static Caller caller(
      @Nullable String agent, @Nullable String person, @Nullable String conversation) {
    return new Caller(
        "shop",
        person == null ? null : Human.asserted(person, Set.of(), "header"),
        new AiAgent("langchain4j", agent, "find", "1", conversation));
  }
}
