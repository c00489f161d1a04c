package dev.sluice.remote;

import static dev.sluice.remote.TestServer.policy;
import static dev.sluice.remote.TestServer.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Policy;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyUpdatesTest {
  private final TestServer server = new TestServer();
  private final TestAgent agent = new TestAgent();

  private static Head withCandidate(Head head, Head.Candidate candidate) {
    return new Head(
        head.channel(),
        head.serial(),
        head.issued(),
        head.expires(),
        head.keys(),
        head.minAgent(),
        head.stable(),
        candidate);
  }

  private Head.Candidate candidate(String name, int percent, Head.Mode mode) {
    return new Head.Candidate(server.put(policy(name)), percent, List.of(), List.of(), mode);
  }

  private UpdateResult offer(Head head) {
    return agent.updates.offer(signed(head), server);
  }

  private String shadow() {
    Policy shadow = agent.shadow;
    return shadow == null ? "none" : shadow.name();
  }

  private UpdateStatus.InForce inForce() {
    return agent.inForce();
  }

  @Test
  void aCandidateInTheShadowIsNotEnforced() {
    Head.Candidate next = candidate("next", 100, Head.Mode.SHADOW);
    agent.assertApplied(offer(withCandidate(server.head(5, "stable"), next)), 5, "stable");

    assertThat(shadow()).isEqualTo("next");
    assertThat(inForce().candidate()).isFalse();
    assertThat(inForce().shadowSha256()).isEqualTo(next.blob().sha256());
  }

  @Test
  void aCandidateIsEnforcedWhereItIsChosenAndThenEverywhere() {
    Head.Candidate next = candidate("next", 100, Head.Mode.ENFORCE);
    agent.assertApplied(offer(withCandidate(server.head(5, "stable"), next)), 5, "next");
    assertThat(inForce().candidate()).isTrue();
    assertThat(shadow()).isEqualTo("none");

    Head.Candidate nobody = candidate("next", 0, Head.Mode.ENFORCE);
    agent.assertApplied(offer(withCandidate(server.head(6, "stable"), nobody)), 6, "stable");
    assertThat(inForce().candidate()).isFalse();

    agent.assertApplied(offer(server.head(7, "next")), 7, "next");
    assertThat(inForce().candidate()).isFalse();
  }

  @Test
  void aShadowThatIsNoPolicyRefusesTheWhole() {
    agent.assertApplied(offer(server.head(5, "good")), 5, "good");
    Head.Candidate wrong =
        new Head.Candidate(
            server.put("sluice: policy/v1\n"), 100, List.of(), List.of(), Head.Mode.SHADOW);

    agent.assertRefused(
        offer(withCandidate(server.head(6, "next"), wrong)), Check.COMPILE, "`name`", "good");
  }

  @Test
  void aCandidateForOthersIsNotEvenFetched() {
    Head.Candidate others =
        new Head.Candidate(
            new Head.Blob("0".repeat(64), 7), 100, List.of("shop"), List.of(), Head.Mode.SHADOW);

    agent.assertApplied(offer(withCandidate(server.head(5, "stable"), others)), 5, "stable");
    assertThat(server.asked).containsExactly("keys/1", "blob");
  }

  @Test
  void theSameHeadIsNotFetchedNorSwappedAgain() {
    byte[] head = server.release(5, "good");
    agent.assertApplied(agent.updates.offer(head, server), 5, "good");
    server.asked.clear();

    assertThat(agent.updates.offer(head, server)).isEqualTo(new UpdateResult.Unchanged(5));
    assertThat(server.asked).isEmpty();
    assertThat(agent.swaps).isEqualTo(1);
    assertThat(inForce().headSha256())
        .isEqualTo(UpdateVerifier.sha256(head, TestServer.TRUST.jca()));
  }

  @Test
  void aRefusalIsToldUntilAllIsWellAgain() {
    byte[] good = server.release(5, "good");
    agent.assertApplied(agent.updates.offer(good, server), 5, "good");
    agent.updates.offer(server.release(4, "old"), server);
    assertThat(agent.updates.status().refused()).isNotNull();

    agent.updates.offer(good, server);

    assertThat(agent.updates.status().refused()).isNull();
  }

  @Test
  void aSwapThatFailsChangesNothing() {
    AtomicReference<@Nullable Policy> enforced = new AtomicReference<>();
    PolicyUpdates updates =
        new PolicyUpdates(
            TestServer.TRUST,
            TestServer.CHANNEL,
            TestAgent.INSTANCE,
            TestAgent::read,
            (policy, shadow) -> {
              if (policy.serial() == 6) {
                throw new IllegalStateException("not now");
              }
              enforced.set(policy);
            },
            null,
            agent);
    updates.offer(server.release(5, "good"), server);

    UpdateResult result = updates.offer(server.release(6, "next"), server);

    assertThat(result).isInstanceOf(UpdateResult.Rejected.class);
    assertThat(((UpdateResult.Rejected) result).check()).isEqualTo(Check.SWAP);
    assertThat(updates.status().inForce())
        .isNotNull()
        .extracting(UpdateStatus.InForce::serial)
        .isEqualTo(5L);
    assertThat(updates.offer(server.release(7, "later"), server))
        .isInstanceOf(UpdateResult.Applied.class);
  }

  @Test
  void aTrustRootIsReadAsItIsWritten() throws RefusedException {
    String text = TestServer.TRUST.text();
    TrustRoot read = TrustRoot.parse(text, TestServer.TRUST.jca());

    assertThat(read).isEqualTo(TestServer.TRUST);
    assertThat(read.text()).isEqualTo(text);
    assertThat(text)
        .matches(
            "\\{\"keys\":\\[.*],\"set\":1,\"threshold\":2,\"type\":\"sluice/trust-root/v1\"}\n");
  }

  @Test
  void aTrustRootThatIsNotOneIsRefused() {
    String text = TestServer.TRUST.text();

    assertThat(refusal(text.replace("\"threshold\":2", "\"threshold\":3")))
        .contains("the threshold is 3 with 2 keys");
    assertThat(refusal(text.replace("\"threshold\":2", "\"threshold\":0"))).contains("`threshold`");
    assertThat(refusal(text.replace("trust-root", "keys")))
        .contains("of the type `sluice/keys/v1`");
    assertThat(refusal(text.replace("alice+", "alice+0"))).contains("alice");
    assertThat(refusal("")).contains("it is no JSON object");
  }

  private static String refusal(String text) {
    try {
      TrustRoot.parse(text, TestServer.TRUST.jca());
      return "";
    } catch (RefusedException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
