package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Authors;
import dev.sluice.agent.service.Authors.Unit;
import dev.sluice.agent.service.Jooqs;
import dev.sluice.agent.service.Mappers;
import dev.sluice.agent.service.Task;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spans say what a mapper was asked to do, and say nothing where no mapper sent the statement. */
class OrmOriginIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String URL = "jdbc:h2:mem:orm;DB_CLOSE_DELAY=-1";
  private static final String BEGIN = "select ? as begin_here";
  private static final String END = "select ? as end_here";
  private static final String BY_HAND = "select ? as by_hand";
  private static final List<String> ATTRIBUTES =
      List.of(
          "sluice.orm.origin",
          "sluice.orm.operation",
          "sluice.orm.entity",
          "sluice.orm.query",
          "code.function.name");

  @ParameterizedTest
  @EnumSource
  void hibernateTellsItsEntitiesAndQueries(HibernateVersion version) throws IOException {
    List<String> expected = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    for (Unit unit : Unit.values()) {
      expected.addAll(expected(unit));
      expected.add(END);
      tasks.add(Authors.with(URL, unit));
    }

    List<String> lines = lines(tasks, version.jars());

    assertThat(lines).contains(BY_HAND);
    assertThat(lines.stream().filter(line -> !line.equals(BY_HAND)).toList()).isEqualTo(expected);
  }

  /** What the statements of a unit of work say, in their order, but for those sent by hand. */
  private static List<String> expected(Unit unit) {
    String find = "SELECT AUTHORS: entity select Authors$Author";
    String walk = "SELECT BOOKS: entity select Authors$Author.books";
    return switch (unit) {
      case FIND, BY_HAND -> List.of(find);
      case WALK -> List.of(find, walk);
      case INSERT_TWO ->
          List.of(
              "select next value for authors_seq",
              "select next value for books_seq",
              "INSERT AUTHORS: entity insert Authors$Author",
              "INSERT BOOKS: entity insert Authors$Book");
      case CHANGE_BOTH ->
          List.of(
              find,
              walk,
              "UPDATE AUTHORS: entity update Authors$Author",
              "UPDATE BOOKS: entity update Authors$Book");
      case DELETE_BOTH ->
          List.of(
              find,
              walk,
              "DELETE BOOKS: entity delete Authors$Book",
              "DELETE AUTHORS: entity delete Authors$Author");
      case HQL ->
          List.of("SELECT AUTHORS BOOKS: hql select Authors$Author", "SELECT BOOKS: hql select");
      case SCROLL -> List.of("SELECT BOOKS: hql select Authors$Book", find);
      case NAMED ->
          List.of(
              "SELECT AUTHORS: hql select Authors$Author byName", "SELECT AUTHORS: native count");
      case CRITERIA -> List.of("SELECT BOOKS: criteria select Authors$Book", find);
      case BULK ->
          List.of(
              "UPDATE BOOKS: hql update Authors$Book",
              "DELETE BOOKS: hql delete Authors$Book",
              "UPDATE AUTHORS: native");
      case FLUSH_BY_QUERY ->
          List.of(
              find,
              "select next value for authors_seq",
              "INSERT AUTHORS: entity insert Authors$Author",
              "UPDATE AUTHORS: entity update Authors$Author",
              "SELECT AUTHORS: hql select Authors$Author");
    };
  }

  @Test
  void myBatisTellsItsMappers() throws IOException {
    assertThat(
            lines(
                List.of(Mappers.simple(URL), Mappers.batch(URL)),
                jarOf(org.apache.ibatis.session.SqlSession.class)))
        .containsExactly(
            "INSERT TOOLS: mapper insert Mappers$ToolMapper.add",
            "SELECT TOOLS: mapper select Mappers$ToolMapper.names",
            "SELECT TOOLS: mapper select Mappers$ToolMapper.each",
            BY_HAND,
            "SELECT TOOLS: mapper select Mappers$ToolMapper.number!selectKey",
            "INSERT TOOLS: mapper insert Mappers$ToolMapper.number",
            "UPDATE TOOLS: mapper update Mappers$ToolMapper.renameAll",
            "DELETE TOOLS: mapper delete Mappers$ToolMapper.clear",
            "INSERT TOOLS: mapper insert Mappers$ToolMapper.add",
            BY_HAND,
            END,
            "INSERT TOOLS: mapper insert Mappers$ToolMapper.add",
            "UPDATE TOOLS: mapper update Mappers$ToolMapper.renameAll",
            END);
  }

  @Test
  void jooqTellsItsQueries() throws IOException {
    assertThat(
            lines(
                List.of(Jooqs.all(URL)),
                jarOf(org.jooq.DSLContext.class),
                jarOf(io.r2dbc.spi.Result.class),
                jarOf(org.reactivestreams.Publisher.class)))
        .containsExactly(
            "INSERT TOOLS: jooq insert",
            "SELECT TOOLS: jooq select",
            "UPDATE TOOLS: jooq update",
            "INSERT TOOLS: jooq insert",
            "DELETE TOOLS: jooq",
            "DELETE TOOLS: jooq delete",
            "SELECT: jooq",
            BY_HAND,
            BY_HAND,
            "SELECT: jooq select",
            END);
  }

  private static Path jarOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** What the spans of some tasks' statements say of mappers, each after a line for its task. */
  private static List<String> lines(List<Task> tasks, Path... jars) {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service = Service.start(AgentJvm.governed(receiver).classPath(jars))) {
      for (Task task : tasks) {
        assertThat(service.run(URL, task).failures()).isEmpty();
      }
      List<ReceivedSpan> spans =
          receiver.awaitSpans(
              all -> all.stream().filter(span -> text(span).equals(END)).count() == tasks.size(),
              SOON);
      assertThat(
              service.jvm().err().stream()
                  .filter(line -> line.contains("internal failure"))
                  .toList())
          .isEmpty();
      return lines(
          spans.stream().sorted(Comparator.comparingLong(ReceivedSpan::startNanos)).toList());
    }
  }

  private static List<String> lines(List<ReceivedSpan> spans) {
    List<String> lines = new ArrayList<>();
    boolean marked = false;
    for (ReceivedSpan span : spans) {
      String line = line(span);
      if (marked) {
        lines.add(line);
      }
      marked = line.equals(BEGIN) || (marked && !line.equals(END));
    }
    return lines;
  }

  private static String line(ReceivedSpan span) {
    String said =
        ATTRIBUTES.stream()
            .map(span::attribute)
            .filter(Objects::nonNull)
            .map(value -> value.toString().replace(Authors.class.getPackageName() + ".", ""))
            .collect(Collectors.joining(" "));
    return said.isEmpty() ? text(span) : span.name() + ": " + said;
  }

  private static String text(ReceivedSpan span) {
    return String.valueOf(span.attribute("db.query.text")).toLowerCase(Locale.ROOT);
  }
}
