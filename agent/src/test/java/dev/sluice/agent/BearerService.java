package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.DeskService.Asked;
import dev.sluice.agent.service.BearerDesk;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service with the packaged agent, as whoever has a bearer token meets it: verified clerks see
 * what others do not, and trainees, or who says to be one, see less. For one thread.
 */
final class BearerService implements AutoCloseable {
  static final String AUDIENCE = "desk";
  static final String CLEAR_SSN = "123-45-6789";
  static final String CLEAR_PHONE = "555-0100";

  /** The table is made by the database itself, as the policy lets nobody make one of that name. */
  private static final String URL =
      "jdbc:h2:mem:bearer;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS people AS SELECT"
          + " 'kim' name\\, '123-45-6789' ssn\\, '555-0100' phone";

  private static final String POLICY =
      """
      sluice: policy/v1
      name: bearer
      callers:
        clerks: {kind: human, groups: [clerks], verified: true}
        trainees: {kind: human, groups: [trainees]}
      tags:
        pii.ssn: ["*.*.people.ssn"]
        pii.phone: ["*.*.people.phone"]
      masks:
        - {id: clerks-see-ssn, tags: [pii.ssn], with: redact, unless: [clerks]}
        - {id: trainees-see-no-phone, tags: [pii.phone], with: redact, callers: [trainees]}
      """;

  private final DeskService desk;

  private BearerService(DeskService desk) {
    this.desk = desk;
  }

  /**
   * Starts it.
   *
   * @param directory for its policy
   * @param settings of the agent, beside the issuer and the audience
   */
  static BearerService start(
      OtlpReceiver receiver, Path directory, String issuer, Map<String, String> settings)
      throws IOException {
    Path policy = Files.writeString(directory.resolve("bearer.yaml"), POLICY);
    ForkedJvm.Builder builder =
        ServiceClassPath.servlets(AgentJvm.governed(receiver))
            .property("sluice.policy", policy.toString())
            .property("sluice.on_missing", "deny")
            .property("sluice.span.subject", "true")
            .property("sluice.jwt.issuers", issuer)
            .property("sluice.jwt.audience", AUDIENCE);
    settings.forEach(builder::property);
    return new BearerService(
        DeskService.start(receiver, builder.mainClass(BearerDesk.class).arguments(URL)));
  }

  /** Asks with a token whose person is verified, and a clerk. */
  void verifies(String token, String subject, List<String> groups) throws Exception {
    Asked asked = ask(token);
    assertThat(asked.span().attribute("sluice.caller.verified")).isEqualTo(true);
    assertThat(asked.span().attribute("sluice.caller.source")).isEqualTo("jwt");
    assertThat(asked.span().attribute("enduser.id")).isEqualTo(subject);
    assertThat(asked.span().attribute("user.roles")).isEqualTo(groups);
    assertThat(asked.answer()).isEqualTo(CLEAR_SSN + " " + CLEAR_PHONE);
  }

  /** Asks with a token that only says to be a clerk's. */
  void asserts(String token, String subject) throws Exception {
    Asked asked = ask(token);
    assertThat(asked.span().attribute("sluice.caller.verified")).isEqualTo(false);
    assertThat(asked.span().attribute("sluice.caller.source")).isEqualTo("jwt");
    assertThat(asked.span().attribute("enduser.id")).isEqualTo(subject);
    assertThat(asked.answer()).doesNotContain(CLEAR_SSN).endsWith(CLEAR_PHONE);
  }

  /** Asks with a token that means nothing here, or with none. */
  void knowsNobody(@Nullable String token) throws Exception {
    Asked asked = ask(token);
    assertThat(asked.span().attribute("sluice.caller.kind")).isEqualTo("service");
    assertThat(asked.span().attribute("enduser.id")).isNull();
    assertThat(asked.answer()).doesNotContain(CLEAR_SSN).endsWith(CLEAR_PHONE);
  }

  /** Asks, and waits for the span. */
  Asked ask(@Nullable String token) throws Exception {
    return desk.ask("", token == null ? null : "Bearer " + token);
  }

  /** The same token with another signature. */
  static String changed(String token) {
    int at = token.lastIndexOf('.') + 10;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  @Override
  public void close() {
    desk.close();
  }
}
