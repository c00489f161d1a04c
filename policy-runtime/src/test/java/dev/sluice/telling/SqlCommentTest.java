package dev.sluice.telling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SqlCommentTest {
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();
  private static final Caller SERVICE = new Caller("shop", null, null);
  private static final String OF_SERVICE = " /*application='shop',sluice_kind='service'*/";

  @Test
  void saysAllOfTheCallerInOrder() {
    Caller caller =
        new Caller(
            "shop of ours",
            person("kim"),
            new AiAgent("langchain4j", "desk", "find", "call_1", "7"));

    assertThat(
            behind("select 1", caller, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        .isEqualTo(
            "select 1 /*application='shop%20of%20ours',sluice_agent='desk',sluice_call='call_1',"
                + "sluice_kind='ai_agent',sluice_subject='kim',sluice_tool='find',"
                + "traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/");
  }

  @Test
  void whoIsOnlyAssertedIsNoSubject() {
    Human asserted = Human.asserted("kim", Set.of(), "header");

    assertThat(behind("select 1", new Caller("shop", asserted, null), null))
        .contains("sluice_asserted='kim'")
        .doesNotContain("sluice_subject");
  }

  @ParameterizedTest
  @EnumSource
  void noValueEndsTheComment(Dialect dialect) {
    String hostile = "*/ drop table t; -- ' \\' /*! + é \0 \ud800";
    String sent =
        Objects.requireNonNull(
            SqlComment.behind(
                "select 1",
                ANALYZER.analyze("select 1", dialect, Catalog.EMPTY),
                new Caller(hostile, person(hostile), null),
                null));

    String comment = sent.substring("select 1 ".length());
    assertThat(comment.substring(2, comment.length() - 2)).matches("[A-Za-z0-9_.,='%-]*");
    assertThat(ANALYZER.analyze(sent, dialect, Catalog.EMPTY).statements()).isEqualTo(1);
  }

  @Property
  void everyValueStaysInItsQuotes(@ForAll String value) {
    String sent = behind("select 1", new Caller("s" + value, null, null), null);

    assertThat(sent)
        .matches("select 1 /\\*application='[A-Za-z0-9_.%-]*',sluice_kind='service'\\*/");
    if (value.length() < SqlComment.LONGEST_VALUE
        && StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      String encoded = sent.substring(sent.indexOf('\'') + 1, sent.indexOf("',"));
      assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo("s" + value);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select 1; | select 1 COMMENT;
          'select 1 ;  ' | 'select 1 COMMENT ;  '
          update t set a = 1 where b = 2 | update t set a = 1 where b = 2 COMMENT
          insert into t (a) values (1) | insert into t (a) values (1) COMMENT
          delete from t where a = '/' | delete from t where a = '/' COMMENT
          """)
  void itStandsBehindTheStatement(String sql, String expected) {
    assertThat(behind(sql, SERVICE, null)).isEqualTo(expected.replace(" COMMENT", OF_SERVICE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POSTGRESQL | select 1 /* mine */
          POSTGRESQL | select 1 /*application='x'*/
          POSTGRESQL | select 1 -- mine
          POSTGRESQL | select '--'
          POSTGRESQL | /*+ Hint */ select 1
          MYSQL | select /*!40001 1 */
          MYSQL | select 1 # mine
          H2 | select 1 // mine
          POSTGRESQL | select 1; select 2
          POSTGRESQL | select 'open
          POSTGRESQL | create view v as select 1
          POSTGRESQL | create table t (a int)
          POSTGRESQL | set search_path = a
          POSTGRESQL | begin
          POSTGRESQL | call p()
          POSTGRESQL | not sql at all
          POSTGRESQL | ;
          """)
  void leavesAloneWhatMustStayAsItIs(Dialect dialect, String sql) {
    assertThat(SqlComment.behind(sql, ANALYZER.analyze(sql, dialect, Catalog.EMPTY), SERVICE, null))
        .isNull();
  }

  private static Human person(String name) {
    return new Human(name, Set.of(), Map.of(), "servlet", true);
  }

  private static String behind(String sql, Caller caller, @Nullable String traceparent) {
    String sent =
        SqlComment.behind(
            sql, ANALYZER.analyze(sql, Dialect.POSTGRESQL, Catalog.EMPTY), caller, traceparent);
    return Objects.requireNonNull(sent);
  }
}
