package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.DeskService.Asked;
import dev.sluice.agent.service.JavaxDesk;
import dev.sluice.testing.OtlpReceiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * People whom a Tomcat of the time of {@code javax.servlet}, or a Spring Security of that time,
 * servlet and reactive, logged in: each sees their own row alone, and only a clerk its number.
 */
class JavaxServletsIT {
  /** The table is made by the database itself, as the policy lets nobody make one of that name. */
  static final String URL =
      "jdbc:h2:mem:javax;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS people AS SELECT"
          + " 'ann' name\\, '111-11-1111' ssn UNION ALL SELECT 'bob'\\, '222-22-2222'";

  static final String POLICY =
      """
      sluice: policy/v1
      name: javax
      callers:
        people: {kind: human}
        clerks: {kind: human, groups: [clerks], verified: true}
      tags:
        pii.ssn: ["*.*.people.ssn"]
      masks:
        - {id: clerks-see-ssn, tags: [pii.ssn], with: {constant: hidden}, unless: [clerks]}
      row_filters:
        - {id: own, tables: ["*.*.people"], callers: [people], where: "name = :caller.subject"}
      """;

  @TempDir private static Path directory;
  private static OtlpReceiver receiver;
  private static DeskService desk;

  @BeforeAll
  static void start() throws IOException {
    Path policy = Files.writeString(directory.resolve("javax.yaml"), POLICY);
    receiver = OtlpReceiver.start();
    desk =
        DeskService.start(
            receiver,
            AgentJvm.governed(receiver)
                .classPathOf(JavaxDesk.class, org.h2.Driver.class)
                .classPath(OtherVersions.javaxServlets())
                .property("sluice.policy", policy.toString())
                .property("sluice.on_missing", "deny")
                .property("sluice.span.subject", "true")
                .mainClass(JavaxDesk.class)
                .arguments(URL));
  }

  @AfterAll
  static void stop() {
    desk.close();
    receiver.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # path        | log in | kind    | source          | verified | groups | answer
          realm/        | ann    | human   | servlet         | true     | -      | ann hidden
          realm/async/  | bob    | human   | servlet         | true     | -      | bob hidden
          spring/       | ann    | human   | spring-security | true     | clerks | ann 111-11-1111
          spring/       | bob    | human   | spring-security | true     | guests | bob hidden
          reactive/     | ann    | human   | spring-security | true     | clerks | ann 111-11-1111
          reactive/     | bob    | human   | spring-security | true     | guests | bob hidden
          reactive/     | -      | service | -               | -        | -      | ann hidden, bob hidden
          spring/       | -      | service | -               | -        | -      | ann hidden, bob hidden
          open/         | -      | service | -               | -        | -      | ann hidden, bob hidden
          open/async/   | -      | service | -               | -        | -      | ann hidden, bob hidden
          # credentials that nobody looked at
          open/         | ann    | service | -               | -        | -      | ann hidden, bob hidden
          """)
  void whoLoggedInIsTheCaller(
      String path,
      @Nullable String logIn,
      String kind,
      @Nullable String source,
      @Nullable Boolean verified,
      @Nullable String group,
      String answer)
      throws Exception {
    Asked asked = desk.ask(path, basic(logIn));

    assertThat(asked.answer()).isEqualTo(answer);
    assertThat(asked.span().attribute("sluice.caller.kind")).isEqualTo(kind);
    assertThat(asked.span().attribute("sluice.caller.source")).isEqualTo(source);
    assertThat(asked.span().attribute("sluice.caller.verified")).isEqualTo(verified);
    assertThat(asked.span().attribute("enduser.id")).isEqualTo(source == null ? null : logIn);
    assertThat(asked.span().attribute("user.roles"))
        .isEqualTo(group == null ? null : List.of(group));
    assertThat(desk.jvm().err()).noneMatch(line -> line.contains("internal failure"));
  }

  @Test
  void whoDoesNotLogInReachesNoStatement() throws Exception {
    assertThat(desk.get("realm/" + desk.word(), null).statusCode()).isEqualTo(401);
  }

  @Test
  void manyPeopleShareTheThreadsAndAreNeverMistaken() throws Exception {
    int clients = 4;
    int rounds = 40;
    List<String> mistakes = Collections.synchronizedList(new ArrayList<>());
    List<Callable<Integer>> work = new ArrayList<>();
    for (int number = 0; number < clients; number++) {
      String person = number % 2 == 0 ? "ann" : "bob";
      work.add(
          () -> {
            for (int round = 0; round < rounds; round++) {
              expect(mistakes, "realm/", person, person + " hidden");
              expect(mistakes, "realm/async/", person, person + " hidden");
              for (String path : List.of("spring/", "reactive/")) {
                expect(
                    mistakes,
                    path,
                    person,
                    person.equals("ann") ? "ann 111-11-1111" : "bob hidden");
              }
              expect(mistakes, "open/", null, "ann hidden, bob hidden");
            }
            return rounds;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    for (Future<Integer> done : threads.invokeAll(work)) {
      assertThat(done.get()).isEqualTo(rounds);
    }
    threads.shutdown();
    assertThat(mistakes).isEmpty();
  }

  private static void expect(
      List<String> mistakes, String path, @Nullable String logIn, String answer) throws Exception {
    String seen = desk.get(path + desk.word(), basic(logIn)).body();
    if (!seen.equals(answer)) {
      mistakes.add(path + " for " + logIn + " was " + seen);
    }
  }

  static @Nullable String basic(@Nullable String logIn) {
    return logIn == null
        ? null
        : "Basic "
            + Base64.getEncoder()
                .encodeToString((logIn + ":secret").getBytes(StandardCharsets.UTF_8));
  }
}
