package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.policy.Database;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyReader;
import dev.sluice.sql.Dialect;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyFileTest {
  private static final Human KIM =
      new Human("kim", Set.of("support"), Map.of(), "spring-security", true);
  private static final AiAgent ASSISTANT =
      new AiAgent("langchain4j", "SupportAssistant", "runSql", null, null);

  @Test
  void restrictsPeopleAndAgentsOnTheDeskAlone() throws Exception {
    Policy policy = policy("support-desk.yaml");

    assertThat(policy.name()).isEqualTo("support-desk");
    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    Caller person = new Caller("support-desk", KIM, null);
    assertThat(policy.restricts(person, database(Play.NAME))).isTrue();
    assertThat(policy.restricts(person, database("another"))).isFalse();
    Caller agent = new Caller("support-desk", KIM, ASSISTANT);
    assertThat(policy.restricts(agent, database(Play.NAME))).isTrue();
  }

  @Test
  void restrictsPeopleAndAgentsOnTheReactiveDeskToo() throws Exception {
    Policy policy = policy("reactive-desk.yaml");

    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    Caller person = new Caller("reactive-desk", KIM, null);
    assertThat(policy.restricts(person, database(ReactivePlay.NAME))).isTrue();
  }

  private static Policy policy(String name) throws Exception {
    try (InputStream content = Demo.class.getResourceAsStream(name)) {
      assertThat(content).isNotNull();
      String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
      return PolicyReader.read(name, text, 1);
    }
  }

  private static Database database(String name) {
    return new Database(Dialect.POSTGRESQL, "127.0.0.1", 5432, name, DeskDatabase.ROLE);
  }
}
