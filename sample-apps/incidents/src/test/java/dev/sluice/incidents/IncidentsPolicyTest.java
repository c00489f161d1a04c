package dev.sluice.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IncidentsPolicyTest {
  @Test
  void isWithoutErrors() throws Exception {
    try (InputStream content = Incidents.class.getResourceAsStream("incidents.yaml")) {
      assertThat(content).isNotNull();
      String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
      Policy policy = PolicyReader.read("incidents.yaml", text, 1);

      assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
      assertThat(policy.masks()).isTrue();
      assertThat(policy.rowFilters()).isTrue();
    }
  }
}
