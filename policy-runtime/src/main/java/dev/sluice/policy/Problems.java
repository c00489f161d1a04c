package dev.sluice.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Collects all that is wrong with one text, so that its author mends it in one go. */
final class Problems {
  private static final int MOST = 100;
  private static final int LONGEST_MESSAGE = 600;
  private static final long MOST_STEPS = 5_000_000;

  private final String source;
  private final String text;
  private final List<PolicyException.Problem> problems = new ArrayList<>();
  private long steps;
  private final Set<Node> read = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Begins without problems.
   *
   * @param source the name of the text's file
   */
  Problems(String source, String text) {
    this.source = source;
    this.text = text;
  }

  String source() {
    return source;
  }

  /**
   * Notes a problem within a scalar.
   *
   * @param offset where in the scalar's value, in UTF-16 units
   */
  void add(ScalarNode node, int offset, String message) {
    WrittenScalar.Place place = WrittenScalar.place(text, node, offset);
    add(place.line(), place.column(), message);
  }

  void add(Node node, String message) {
    add(node.getStartMark(), message);
  }

  void add(Optional<Mark> mark, String message) {
    add(mark.map(Mark::getLine).orElse(0) + 1, mark.map(Mark::getColumn).orElse(0) + 1, message);
  }

  void add(int line, int column, String message) {
    String told =
        message.length() > LONGEST_MESSAGE
            ? message.substring(0, LONGEST_MESSAGE) + "..."
            : message;
    PolicyException.Problem problem = new PolicyException.Problem(source, line, column, told);
    if (problems.size() < MOST && !problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /** Whether no more are noted, so that there is no need to find out what was meant. */
  boolean isFull() {
    return problems.size() >= MOST;
  }

  /**
   * Counts what the patterns of a text have to be compared with; past what any policy needs that is
   * a problem.
   *
   * @return whether there is room for so many steps more
   */
  boolean spend(Node node, long more) {
    steps += more;
    if (steps > MOST_STEPS) {
      add(node, "there are too many patterns of too many names: name fewer, or write them out");
    }
    return steps <= MOST_STEPS;
  }

  /** Notes that a value was looked at. */
  void read(Node node) {
    read.add(node);
  }

  /**
   * Notes every value of a mapping that nobody looked at: what a policy says must not be passed
   * over.
   */
  void addUnread(MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      Node value = tuple.getValueNode();
      if (!read.contains(value)) {
        add(tuple.getKeyNode(), "this version does not read this key here: remove it for now");
      }
      addUnreadWithin(value);
    }
  }

  private void addUnreadWithin(Node value) {
    if (value instanceof MappingNode mapping) {
      addUnread(mapping);
    } else if (value instanceof SequenceNode sequence) {
      sequence.getValue().forEach(this::addUnreadWithin);
    }
  }

  /** All problems so far, in the order of the text. */
  List<PolicyException.Problem> sorted() {
    problems.sort(
        Comparator.comparing(PolicyException.Problem::line)
            .thenComparing(PolicyException.Problem::column));
    return problems;
  }

  /**
   * Ends the reading of a text that has problems.
   *
   * @throws PolicyException if there is any problem
   */
  void throwIfAny() throws PolicyException {
    if (!problems.isEmpty()) {
      throw new PolicyException(sorted());
    }
  }
}
