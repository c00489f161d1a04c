package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.DeskService.Asked;
import dev.sluice.agent.service.JakartaDesk;
import dev.sluice.testing.OtlpReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * People whom the reactive part of Spring Security 6 logged in, on Spring 6: as in {@link
 * JavaxServletsIT}, each sees their own row alone, and only a clerk its number.
 */
class ReactiveSecurityIT {
  @TempDir private static Path directory;
  private static OtlpReceiver receiver;
  private static DeskService desk;

  @BeforeAll
  static void start() throws IOException {
    Path policy = Files.writeString(directory.resolve("people.yaml"), JavaxServletsIT.POLICY);
    receiver = OtlpReceiver.start();
    desk =
        DeskService.start(
            receiver,
            AgentJvm.governed(receiver)
                .classPathOf(JakartaDesk.class, org.h2.Driver.class)
                .classPath(OtherVersions.collected("spring-6"))
                .property("sluice.policy", policy.toString())
                .property("sluice.on_missing", "deny")
                .property("sluice.span.subject", "true")
                .mainClass(JakartaDesk.class)
                .arguments(JavaxServletsIT.URL));
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
          # log in | kind    | source          | group  | answer
          ann      | human   | spring-security | clerks | ann 111-11-1111
          bob      | human   | spring-security | guests | bob hidden
          -        | service | -               | -      | ann hidden, bob hidden
          """)
  void whoLoggedInIsTheCaller(
      @Nullable String logIn,
      String kind,
      @Nullable String source,
      @Nullable String group,
      String answer)
      throws Exception {
    Asked asked = desk.ask("", JavaxServletsIT.basic(logIn));

    assertThat(asked.answer()).isEqualTo(answer);
    assertThat(asked.span().attribute("sluice.caller.kind")).isEqualTo(kind);
    assertThat(asked.span().attribute("sluice.caller.source")).isEqualTo(source);
    assertThat(asked.span().attribute("enduser.id")).isEqualTo(logIn);
    assertThat(asked.span().attribute("user.roles"))
        .isEqualTo(group == null ? null : List.of(group));
    assertThat(desk.jvm().err()).noneMatch(line -> line.contains("internal failure"));
  }

  @Test
  void manyPeopleShareTheThreadsAndAreNeverMistaken() throws Exception {
    int rounds = 30;
    List<String> mistakes = Collections.synchronizedList(new ArrayList<>());
    List<Callable<Integer>> work = new ArrayList<>();
    for (String[] person :
        new String[][] {
          {"ann", "ann 111-11-1111"}, {"bob", "bob hidden"}, {null, "ann hidden, bob hidden"}
        }) {
      work.add(
          () -> {
            for (int round = 0; round < rounds; round++) {
              String seen = desk.get(desk.word(), JavaxServletsIT.basic(person[0])).body();
              if (!seen.equals(person[1])) {
                mistakes.add(person[0] + " saw " + seen);
              }
            }
            return rounds;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    for (Future<Integer> done : threads.invokeAll(work)) {
      assertThat(done.get()).isEqualTo(rounds);
    }
    threads.shutdown();
    assertThat(mistakes).isEmpty();
  }
}
