package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.ReactiveSoak;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link SoakIT} asks for, of many chains over R2DBC and a pool of {@code r2dbc-pool}: each
 * value is right for its caller and the policy in force, though most statements are subscribed on
 * event loops, and nothing is left behind. {@code -Dsluice.soak} says for how long.
 */
class ReactiveSoakIT {
  private static final String DATABASE = "reactive_soak";

  @TempDir private Path directory;

  @BeforeAll
  static void fill() throws SQLException {
    SoakIT.fill(Vendor.POSTGRESQL, DATABASE);
  }

  @Test
  void eachValueIsRightAndNothingIsLeftBehind() throws Exception {
    Duration all = Duration.parse(System.getProperty("sluice.soak", "PT20S"));
    Duration time = all.dividedBy(2);
    try (ForkedJvm soak = start(time, false)) {
      long statements = SoakIT.statementsOf(soak, time);
      assertThat(SoakIT.number(soak, "strict")).isGreaterThan(statements * 8 / 10);
      for (String kind : List.of("masked", "clear", "stopped")) {
        assertThat(SoakIT.number(soak, kind)).as(kind).isGreaterThan(statements / 1000);
      }
      assertThat(SoakIT.number(soak, "pending")).isZero();
      SoakIT.assertNothingIsLeft(soak);
    }
  }

  @Test
  void aMissedMaskIsFound() throws Exception {
    try (ForkedJvm soak = start(Duration.ofSeconds(20), true)) {
      SoakIT.assertMissedMaskIsFound(soak);
    }
  }

  private ForkedJvm start(Duration time, boolean leavesOut) throws IOException, SQLException {
    return SoakIT.start(
        ServiceClassPath.on(AgentJvm.governed()).classPath(ReactiveIT.jars()),
        ReactiveSoak.class,
        directory,
        time,
        leavesOut,
        ReactiveIT.r2dbcUrl(Vendor.POSTGRESQL, DATABASE));
  }
}
