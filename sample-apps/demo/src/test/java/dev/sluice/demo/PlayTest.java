package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlayTest {
  private final Play play = new Play(new Secrets(Map.of()));

  @Test
  void theScriptAnswersEveryQuestionWithTheStatementOfItsScene() {
    for (Scene scene : play.scenes()) {
      if (scene.request() instanceof Request.Ask ask) {
        List<String> statements =
            play.script().stream()
                .filter(line -> ask.message().contains(line.keyword()))
                .map(line -> line.arguments().get("sql"))
                .toList();
        assertThat(statements).containsExactly(scene.statement());
      }
    }
  }

  @Test
  void everySceneIsJudgedInBothRuns() {
    assertThat(play.scenes()).hasSize(8);
    assertThat(play.scenes())
        .allSatisfy(
            scene -> {
              assertThat(scene.without()).isNotEmpty();
              assertThat(scene.with()).isNotEmpty();
            });
  }
}
