package dev.sluice.sql;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has made of tables and views and not committed yet. Only its own session sees
 * that, while the catalog is read by another: until the transaction ends, what is read from them is
 * opaque. Names count in every schema, as it may be the search path that changes what they mean.
 * Immutable and thread-safe.
 */
public final class UncommittedDefinitions {
  /** A transaction that has changed nothing. */
  public static final UncommittedDefinitions NONE = new UncommittedDefinitions(Set.of(), false);

  private static final Set<Effect> DEFINING =
      EnumSet.of(Effect.CREATE, Effect.ALTER, Effect.DROP, Effect.SELECT, Effect.INSERT);

  /** Kinds of objects on which the meaning of no query depends. */
  private static final Set<String> APART =
      Set.of("INDEX", "SEQUENCE", "ROLE", "USER", "STATISTICS", "PUBLICATION", "SUBSCRIPTION");

  private final Set<String> names;
  private final boolean all;

  private UncommittedDefinitions(Set<String> names, boolean all) {
    this.names = names;
    this.all = all;
  }

  /** After another statement of the transaction, which ran to its end. */
  public UncommittedDefinitions after(SqlFacts facts) {
    Set<Effect> effects = facts.effects();
    boolean defines =
        effects.contains(Effect.CREATE)
            || effects.contains(Effect.ALTER)
            || effects.contains(Effect.DROP);
    if (all || !defines) {
      return this;
    }
    boolean one = facts.statements() == 1;
    if (one && APART.contains(kind(facts))) {
      return this;
    }
    if (!one || !DEFINING.containsAll(effects) || facts.tablesWritten().isEmpty()) {
      return new UncommittedDefinitions(Set.of(), true);
    }
    Set<String> more = new HashSet<>(names);
    facts.tablesWritten().forEach(table -> more.add(folded(table.name())));
    return new UncommittedDefinitions(Set.copyOf(more), false);
  }

  /** The word of the shape that tells what is defined: {@code CREATE UNIQUE INDEX}. */
  private static String kind(SqlFacts facts) {
    String[] words = facts.shape().toUpperCase(Locale.ROOT).split(" ", 4);
    int index = words.length > 2 && words[1].equals("UNIQUE") ? 2 : 1;
    return index < words.length ? words[index] : "";
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The catalog as the transaction's session has to take it. */
  public Catalog over(Catalog committed) {
    return all || !names.isEmpty() ? new Doubtful(committed) : committed;
  }

  private final class Doubtful implements Catalog {
    private final Catalog committed;

    Doubtful(Catalog committed) {
      this.committed = committed;
    }

    private boolean isChanged(String name) {
      return names.contains(folded(name));
    }

    @Override
    public @Nullable Relation find(@Nullable String schema, String name) {
      return isChanged(name) ? null : committed.find(schema, name);
    }

    @Override
    public @Nullable String missing(TableName table) {
      return isChanged(table.name())
          ? "a transaction that has not ended changed the definition of " + table
          : committed.missing(table);
    }

    @Override
    public @Nullable String doubt() {
      return all
          ? "a transaction that has not ended changed nobody knows which definitions"
          : committed.doubt();
    }

    @Override
    public boolean isComplete() {
      return committed.isComplete();
    }

    @Override
    public Catalog ofDefinitions() {
      return over(committed.ofDefinitions());
    }

    @Override
    public List<Relation> named(String name) {
      return isChanged(name) ? List.of() : committed.named(name);
    }

    @Override
    public boolean hasOwn(String routine) {
      return committed.hasOwn(routine);
    }
  }
}
