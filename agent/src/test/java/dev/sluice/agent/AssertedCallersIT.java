package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Order;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Script;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import javax.servlet.GenericServlet;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/**
 * People whom only a diagnostic context or baggage names are asserted, whatever they are said to
 * be. The database says whom it was told.
 */
class AssertedCallersIT {
  private static final String TOLD =
      "select concat_ws('|', current_setting('sluice.kind'), current_setting('sluice.subject'),"
          + " current_setting('sluice.asserted'))";

  @Test
  void whoIsOnlyMentionedIsNeverVerified() throws IOException, SQLException {
    try (Service service =
        Service.start(
            AgentJvm.governed()
                .classPath(OtherVersions.jars())
                .classPathOf(GenericServlet.class, MDC.class)
                .property("sluice.caller.mdc", "user")
                .property("sluice.caller.baggage", "user.id")
                .property("sluice.database.caller", "true"))) {
      Report report =
          service.order(
              new Order(
                  Vendor.POSTGRESQL.url("asserted"),
                  false,
                  Script.over(
                      List.of(
                          // first, as an API that is not in use yet is looked for a second later
                          "@baggage bob " + TOLD,
                          TOLD,
                          "@mdc ann " + TOLD,
                          "@baggage bob @mdc ann " + TOLD,
                          "@as kim @mdc ann " + TOLD,
                          "@as kim @baggage bob " + TOLD,
                          TOLD))));

      assertThat(report.failures()).isEmpty();
      assertThat(report.rows())
          .extracting(row -> row.get(0))
          .containsExactly(
              "human||bob",
              "service||",
              "human||ann",
              "human||ann",
              "human|kim|",
              "human|kim|",
              "service||");
      assertThat(service.jvm().err()).noneMatch(line -> line.contains("internal failure"));
    }
  }
}
