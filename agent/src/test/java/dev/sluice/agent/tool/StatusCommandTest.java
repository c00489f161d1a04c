package dev.sluice.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.status.StatusFile;
import dev.sluice.status.StatusText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
  private static final long OWN = ProcessHandle.current().pid();

  @TempDir private Path directory;

  @Test
  void showsTheOneAgentThatIsRunning() throws IOException {
    write(OWN, status(OWN, Instant.now(), "shop"));
    write(999_999_999_999L, status(999_999_999_999L, Instant.now(), "ended"));

    Run run = Run.of("status", "--dir", directory.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("process " + OWN + "  shop\n\nagent\n  service  shop\n")
        .contains("\npolicy\n  serial  7\n  since   ", " (3 hours ago)\n")
        .contains("\nfailures\n  gate.admit\n    count    2\n    message  a statement\n")
        .contains("\nwoven\n  packages  org.h2, org.postgresql\n")
        .contains("\nreceipts: none\n")
        .doesNotContain("ended", "no more");
  }

  @Test
  void printsTheFileAsItIs() throws IOException {
    String text = status(OWN, Instant.now(), "shop");
    write(OWN, text);

    assertThat(Run.of("status", "--json", "--dir", directory.toString()))
        .isEqualTo(new Run(0, text, ""));
  }

  @Test
  void saysWhenTheAgentFellSilent() throws IOException {
    Path file = write(OWN, status(OWN, Instant.now().minus(Duration.ofMinutes(5)), "shop"));

    assertThat(Run.of("status", "--file", file.toString()).out())
        .contains("\nwritten 5 minutes ago: the agent writes it no more\n");
  }

  @Test
  void aProcessThatHasEndedIsNotShown() throws IOException {
    String recycled =
        status(OWN, Instant.now(), "shop")
            .replaceAll("\"process_started\": \"[^\"]*\"", "\"process_started\": \"2001-01-01\"");
    write(OWN, recycled);

    Run run = Run.of("status", "--dir", directory.toString(), "--pid", Long.toString(OWN));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("process " + OWN + " has ended, and left its status in ");
    assertThat(Run.of("status", "--dir", directory.toString()).err())
        .startsWith("no running agent keeps a status in " + directory);
  }

  @Test
  void severalRunningAgentsAreNamed() throws IOException {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    write(OWN, status(OWN, Instant.now(), "shop"));
    write(parent.pid(), status(parent.pid(), Instant.now(), "desk"));

    Run run = Run.of("status", "--dir", directory.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("several agents are running: choose with --pid\n")
        .contains("  " + OWN + "  shop\n", "  " + parent.pid() + "  desk\n");
  }

  @Test
  void aFileThatIsNoStatusIsNamed() throws IOException {
    Path torn = Files.writeString(directory.resolve("torn.json"), "{\"form\": \"slu");
    Path other = Files.writeString(directory.resolve("other.json"), "{\"form\": \"x/v2\"}");

    assertThat(Run.of("status", "--file", torn.toString()).err())
        .startsWith("cannot read the status in " + torn);
    assertThat(Run.of("status", "--file", other.toString()).err())
        .startsWith(other + " holds no status of this version");
    Run missing = Run.of("status", "--file", directory.resolve("none").toString());
    assertThat(missing.err()).startsWith("there is no file ");
    assertThat(missing.exitCode()).isEqualTo(2);
  }

  private Path write(long pid, String text) throws IOException {
    return Files.writeString(directory.resolve(pid + ".json"), text);
  }

  private static String status(long pid, Instant written, String service) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("form", StatusFile.FORM);
    status.put("pid", pid);
    ProcessHandle.of(pid)
        .map(StatusFile::startOf)
        .ifPresent(start -> status.put("process_started", start.toString()));
    status.put("written", written.toString());
    status.put("agent", Map.of("service", service));
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("serial", 7);
    policy.put("since", Instant.now().minus(Duration.ofHours(3)).toString());
    status.put("policy", policy);
    status.put("woven", Map.of("packages", List.of("org.h2", "org.postgresql")));
    Map<String, Object> failing = new LinkedHashMap<>();
    failing.put("count", 2);
    failing.put("message", "a statement");
    status.put("failures", Map.of("gate.admit", failing));
    status.put("receipts", Map.of());
    return StatusText.write(status) + "\n";
  }
}
