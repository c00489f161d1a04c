package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PolicyFileTest {
  @Test
  void thePolicyInForceIsAPolicy() throws IOException, PolicyException {
    try (InputStream policy = Bench.class.getResourceAsStream("policy.yaml")) {
      assertThat(policy).isNotNull();
      String text = new String(policy.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(PolicyReader.read("policy.yaml", text, 1)).isNotNull();
    }
  }
}
