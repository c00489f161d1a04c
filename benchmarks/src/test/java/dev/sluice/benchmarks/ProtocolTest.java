package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTest {
  static Stream<Command> commands() {
    return Stream.of(
        new Command.Run(Scenario.LITERAL, 400), new Command.Show("people"), new Command.Exit());
  }

  static Stream<Reply> replies() {
    return Stream.of(
        new Reply.Ready(),
        new Reply.Ran(new Measurement(1, 22, 333, 4444, 55555, 666666)),
        new Reply.Shown("person 1"),
        new Reply.Failed("no such table"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandIsReadAsItWasWritten(Command command) {
    assertThat(Command.parse(command.line())).isEqualTo(command);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void aReplyIsReadAsItWasWritten(Reply reply) {
    assertThat(Reply.parse(reply.line())).isEqualTo(reply);
  }

  @Test
  void whatAnAgentPrintsIsNoReply() {
    assertThat(Reply.parse("[otel.javaagent] ready")).isNull();
  }

  @Test
  void aFailureOfSeveralLinesIsToldInOne() {
    assertThat(new Reply.Failed("one\ntwo").line()).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run point", "run nothing 5", "run point soon", "exit now", "walk"})
  void whatIsNoCommandIsRefused(String line) {
    assertThatThrownBy(() -> Command.parse(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench: ", "bench: ran 1 2 3 4", "bench: ran 0 1 1 1 1 1", "bench: lost"})
  void whatHasTheMarkAndIsNoReplyIsRefused(String line) {
    assertThatThrownBy(() -> Reply.parse(line)).isInstanceOf(IllegalArgumentException.class);
  }
}
