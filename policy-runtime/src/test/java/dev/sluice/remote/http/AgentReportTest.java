package dev.sluice.remote.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentReportTest {
  @Test
  void isOneHeader() {
    assertThat(new AgentReport("0.1.0", "desk@h:1", 7, AgentReport.APPLIED, "").header())
        .isEqualTo("0.1.0; instance=\"desk@h:1\"; serial=7; state=applied");
    assertThat(new AgentReport("0.1.0", "d", 7, AgentReport.FAILED, "`x`:\n\"é\"").header())
        .isEqualTo("0.1.0; instance=\"d\"; serial=7; state=failed; error=\"`x`: \\\"?\\\"\"");
  }

  @Test
  void isReadAsItWasWritten() {
    AgentReport report =
        new AgentReport(
            "1.2.3-beta+4", "a \\ \"b\"; serial=9", 1L << 60, AgentReport.FAILED, "; x");

    assertThat(AgentReport.parse(report.header())).isEqualTo(report);
  }

  @Test
  void neverGrowsLong() {
    AgentReport report =
        new AgentReport("1", "\"".repeat(5_000), 1, AgentReport.FAILED, "\\".repeat(5_000));

    assertThat(report.header()).hasSizeLessThan(1_200);
    assertThat(AgentReport.parse(report.header()))
        .extracting(AgentReport::instance)
        .isEqualTo("\"".repeat(200));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "; serial=1", "1; serial=many", "\u0000"})
  void whatIsNoneIsNotTaken(@Nullable String header) {
    assertThat(AgentReport.parse(header)).isNull();
  }
}
