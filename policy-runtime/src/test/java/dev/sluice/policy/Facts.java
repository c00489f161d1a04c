package dev.sluice.policy;

import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Copy;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Disclosure;
import dev.sluice.sql.Effect;
import dev.sluice.sql.Lineage;
import dev.sluice.sql.OutputColumn;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the facts of a statement by hand. Columns read imply their tables, and the first
 * effect the operation.
 */
final class Facts {
  private final Set<Effect> effects = new LinkedHashSet<>();
  private final Set<TableName> tablesRead = new LinkedHashSet<>();
  private final Set<TableName> tablesWritten = new LinkedHashSet<>();
  private final Set<ColumnName> columnsRead = new LinkedHashSet<>();
  private final Set<ColumnName> columnsWritten = new LinkedHashSet<>();
  private final Set<ColumnName> shaping = new LinkedHashSet<>();
  private final Set<ColumnName> equality = new LinkedHashSet<>();
  private final Set<ColumnName> raising = new LinkedHashSet<>();
  private final List<Disclosure> disclosures = new ArrayList<>();
  private final Set<Copy> copies = new LinkedHashSet<>();
  private @Nullable Set<ColumnName> stored;
  private final List<OutputColumn> output = new ArrayList<>();
  private final List<String> opaque = new ArrayList<>();
  private Dialect dialect = Dialect.POSTGRESQL;
  private String operation = "";
  private boolean unrestricted;
  private int statements = 1;

  private Facts() {}

  static Facts of(Effect... effects) {
    Facts facts = new Facts();
    facts.effects.addAll(List.of(effects));
    facts.operation = effects.length == 0 ? "" : effects[0].name();
    return facts;
  }

  /** A SELECT of these columns as they are. */
  static SqlFacts select(String... columns) {
    Facts facts = of(Effect.SELECT);
    for (String column : columns) {
      facts.returns(column);
    }
    return facts.build();
  }

  Facts dialect(Dialect value) {
    dialect = value;
    return this;
  }

  Facts operation(String word) {
    operation = word;
    return this;
  }

  Facts readsTable(String table) {
    tablesRead.add(table(table));
    return this;
  }

  Facts writesTable(String table) {
    tablesWritten.add(table(table));
    return this;
  }

  Facts reads(String column) {
    columnsRead.add(column(column));
    tablesRead.add(column(column).table());
    return this;
  }

  Facts writes(String column) {
    columnsWritten.add(column(column));
    tablesWritten.add(column(column).table());
    return this;
  }

  /** {@code source > target}. */
  Facts copies(String way) {
    String[] ends = way.split(" > ", 2);
    copies.add(new Copy(column(ends[0]), column(ends[1])));
    return reads(ends[0]).writes(ends[1]);
  }

  /** The columns that are stored; without this, all that are read. */
  Facts stores(List<String> columns) {
    stored = new LinkedHashSet<>();
    for (String column : columns) {
      stored.add(column(column));
      reads(column);
    }
    return this;
  }

  Facts shapedBy(String column) {
    shaping.add(column(column));
    return reads(column);
  }

  Facts equalToGiven(String column) {
    equality.add(column(column));
    return shapedBy(column);
  }

  Facts raisedBy(String column) {
    raising.add(column(column));
    return reads(column);
  }

  /** Sets off a trigger that tells of these columns. */
  Facts discloses(List<String> columns) {
    Set<ColumnName> told = new LinkedHashSet<>();
    columns.forEach(column -> told.add(column(column)));
    disclosures.add(new Disclosure("the trigger t", null, told));
    return this;
  }

  /** Sets off a trigger that may tell of anything. */
  Facts disclosesAnything(String reason) {
    disclosures.add(new Disclosure("the trigger t", reason, Set.of()));
    return this;
  }

  Facts returns(String column) {
    output.add(new OutputColumn(column, new Lineage.Direct(column(column))));
    return reads(column);
  }

  Facts returnsDerived(List<String> columns) {
    Set<ColumnName> sources = new LinkedHashSet<>();
    for (String column : columns) {
      sources.add(column(column));
      reads(column);
    }
    output.add(new OutputColumn("?", new Lineage.Derived(sources)));
    return this;
  }

  Facts returnsOpaque() {
    output.add(new OutputColumn("?", new Lineage.Opaque("unknown function")));
    return this;
  }

  Facts opaque(String reason) {
    opaque.add(reason);
    return this;
  }

  Facts unrestricted() {
    unrestricted = true;
    return this;
  }

  Facts statements(int count) {
    statements = count;
    return this;
  }

  SqlFacts build() {
    Set<ColumnName> columnsStored = stored == null ? columnsRead : stored;
    return SqlFacts.builder(dialect)
        .columnsStored(columnsStored)
        .shape("?")
        .fingerprint("0123456789abcdef")
        .operation(operation)
        .effects(effects)
        .tablesRead(tablesRead)
        .tablesWritten(tablesWritten)
        .columnsRead(columnsRead)
        .copies(copies)
        .columnsWritten(columnsWritten)
        .shapingColumns(shaping)
        .equalityColumns(equality)
        .raisingColumns(raising)
        .disclosures(disclosures)
        .output(output)
        .unrestricted(unrestricted)
        .statements(statements)
        .opaque(opaque)
        .build();
  }

  /** {@code schema.table}, or a table without a schema. */
  static TableName table(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? new TableName(null, name)
        : new TableName(name.substring(0, dot), name.substring(dot + 1));
  }

  /** {@code schema.table.column} or {@code table.column}. */
  static ColumnName column(String name) {
    int dot = name.lastIndexOf('.');
    return new ColumnName(table(name.substring(0, dot)), name.substring(dot + 1));
  }
}
