package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FactsJsonTest {
  private static final TableName TABLE = new TableName("a.b", "t\"x");
  private static final ColumnName FIRST = new ColumnName(TABLE, "first");
  private static final ColumnName SECOND = new ColumnName(new TableName(null, "u"), "second");

  @Test
  void writesEveryFactInAFixedOrder() {
    SqlFacts facts =
        SqlFacts.builder(Dialect.H2)
            .shape("shape")
            .fingerprint("0123456789abcdef")
            .operation("INSERT")
            .summary("INSERT u")
            .effects(Set.of(Effect.SELECT, Effect.INSERT))
            .tablesRead(Set.of(TABLE))
            .tablesWritten(Set.of(SECOND.table()))
            .columnsRead(Set.of(FIRST, SECOND))
            .columnsWritten(Set.of(SECOND))
            .columnsStored(Set.of(FIRST))
            .copies(Set.of(new Copy(FIRST, SECOND), new Copy(SECOND, SECOND)))
            .shapingColumns(Set.of(SECOND))
            .equalityColumns(Set.of(SECOND))
            .raisingColumns(Set.of(FIRST))
            .output(
                List.of(
                    new OutputColumn("a", new Lineage.Direct(SECOND)),
                    new OutputColumn("b", new Lineage.Derived(Set.of(SECOND, FIRST))),
                    new OutputColumn("", new Lineage.Opaque("why"))))
            .functions(Set.of("g", "f"))
            .unrestricted(true)
            .hasLimit(true)
            .limit(0)
            .sessionChanges(
                List.of(new SessionChange(SessionChange.Kind.SCHEMA, "search_path", List.of("a"))))
            .disclosures(
                List.of(
                    new Disclosure("the trigger t", "it is written in c", Set.of()),
                    new Disclosure("the trigger u", null, Set.of(SECOND, FIRST))))
            .statements(2)
            .opaque(List.of("several statements"))
            .build();

    assertThat(FactsJson.write(facts))
        .isEqualTo(
            """
            {
              "dialect": "h2",
              "understood": false,
              "opaque": [ "several statements" ],
              "statements": 2,
              "operation": "INSERT",
              "summary": "INSERT u",
              "shape": "shape",
              "fingerprint": "0123456789abcdef",
              "effects": [ "insert", "select" ],
              "classes": [ "read", "write" ],
              "tables": {
                "read": [ "\\"a.b\\".\\"t\\"\\"x\\"" ],
                "written": [ "u" ]
              },
              "columns": {
                "read": [ "\\"a.b\\".\\"t\\"\\"x\\".first", "u.second" ],
                "written": [ "u.second" ],
                "stored": [ "\\"a.b\\".\\"t\\"\\"x\\".first" ],
                "shaping": [ "u.second" ],
                "equality": [ "u.second" ],
                "raising": [ "\\"a.b\\".\\"t\\"\\"x\\".first" ]
              },
              "copies": [ {
                "from": "\\"a.b\\".\\"t\\"\\"x\\".first",
                "to": "u.second"
              }, {
                "from": "u.second",
                "to": "u.second"
              } ],
              "output": [ {
                "label": "a",
                "lineage": "direct",
                "sources": [ "u.second" ]
              }, {
                "label": "b",
                "lineage": "derived",
                "sources": [ "\\"a.b\\".\\"t\\"\\"x\\".first", "u.second" ]
              }, {
                "label": "",
                "lineage": "opaque",
                "reason": "why"
              } ],
              "functions": [ "f", "g" ],
              "unrestricted": true,
              "has_limit": true,
              "limit": 0,
              "values_rows": null,
              "joins": 0,
              "disclosures": [ {
                "cause": "the trigger t",
                "unknown": "it is written in c",
                "columns": []
              }, {
                "cause": "the trigger u",
                "unknown": null,
                "columns": [ "\\"a.b\\".\\"t\\"\\"x\\".first", "u.second" ]
              } ],
              "session_changes": [ {
                "kind": "schema",
                "name": "search_path",
                "values": [ "a" ]
              } ]
            }""");
  }
}
