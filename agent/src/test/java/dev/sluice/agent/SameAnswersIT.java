package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.SameAnswers;
import dev.sluice.agent.service.SameCase;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.util.Assert;

/** JDBC and R2DBC answer alike: what the cases of the table say, on every database. */
class SameAnswersIT {
  private static final String DATABASE = "same";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<Vendor> VENDORS = List.of(Vendor.POSTGRESQL, Vendor.MARIADB, Vendor.H2);
  private static final List<SameCase> CASES = cases();
  private static final Map<String, String> SEEN = new HashMap<>();

  @BeforeAll
  static void askOnce() throws SQLException {
    List<String> arguments = new ArrayList<>();
    arguments.add(resource("same-answers.txt").toString());
    for (Vendor vendor : VENDORS) {
      boolean inside = vendor == Vendor.H2;
      arguments.add(name(vendor));
      arguments.add(inside ? "jdbc:h2:mem:same;DB_CLOSE_DELAY=-1" : vendor.url(DATABASE));
      arguments.add(ReactiveIT.r2dbcUrl(vendor, DATABASE));
    }
    try (ForkedJvm jvm =
        ServiceClassPath.on(AgentJvm.governed())
            .classPath(ReactiveIT.jars())
            .classPathOf(
                SecurityContextHolder.class,
                JwtAuthenticationToken.class,
                Jwt.class,
                OAuth2Token.class,
                Assert.class)
            .property("sluice.policy", resource("same-answers.yaml").toString())
            .property("sluice.on_missing", "deny")
            .mainClass(SameAnswers.class)
            .arguments(arguments.toArray(new String[0]))
            .start()) {
      assertThat(jvm.await(PATIENCE)).as(jvm.toString()).isZero();
      // a machine that is busy reads tables slowly, which is told
      assertThat(jvm.err())
          .noneMatch(line -> line.contains("internal failure") && !line.contains("catalog.wait"));
      for (String line : jvm.out()) {
        int end = line.lastIndexOf('\t');
        SEEN.put(line.substring(0, end), line.substring(end + 1));
      }
    }
  }

  private static List<SameCase> cases() {
    try {
      return SameCase.read(resource("same-answers.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(SameAnswersIT.class.getResource("same/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String name(Vendor vendor) {
    return vendor.name().toLowerCase(Locale.ROOT);
  }

  static Stream<Arguments> everyCase() {
    return VENDORS.stream()
        .flatMap(
            vendor ->
                CASES.stream()
                    .filter(each -> each.isFor(name(vendor)))
                    .map(each -> Arguments.of(vendor, each.name())));
  }

  @ParameterizedTest
  @MethodSource("everyCase")
  void bothAnswerAsTheTableSays(Vendor vendor, String name) {
    SameCase found =
        CASES.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    List<String> expected = new ArrayList<>();
    List<String> overJdbc = new ArrayList<>();
    List<String> overR2dbc = new ArrayList<>();
    for (int i = 0; i < found.steps().size(); i++) {
      SameCase.Step step = found.steps().get(i);
      String what = step.kind() + " " + String.join(" ;; ", step.texts()) + " = ";
      expected.add(what + step.seen());
      overJdbc.add(what + SEEN.get(String.join("\t", name(vendor), "JDBC", name, "" + i)));
      overR2dbc.add(what + SEEN.get(String.join("\t", name(vendor), "R2DBC", name, "" + i)));
    }

    assertThat(overJdbc).as("over JDBC").isEqualTo(expected);
    assertThat(overR2dbc).as("over R2DBC").isEqualTo(expected);
  }

  @Test
  void theTableIsLargeAndItsNamesAreUnique() {
    assertThat(CASES).hasSizeGreaterThanOrEqualTo(60);
    assertThat(CASES).extracting(SameCase::name).doesNotHaveDuplicates();
    assertThat(CASES)
        .allSatisfy(each -> assertThat(each.steps()).anyMatch(step -> !step.seen().isEmpty()));
  }
}
