package dev.sluice.policy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Tests of a policy: statements, each with its caller and database, and what is to be decided. Read
 * from a document {@code sluice: policy-tests/v1}. Immutable and thread-safe.
 */
public final class PolicyTests {
  private final List<TestCase> cases;

  private PolicyTests(List<TestCase> cases) {
    this.cases = List.copyOf(cases);
  }

  /** Gives the texts of the files that a document names. */
  @FunctionalInterface
  public interface Files {
    /**
     * The text of a file.
     *
     * @param name as the document has it, relative to the document
     * @throws IOException if there is none; the message tells why
     */
    String read(String name) throws IOException;
  }

  /**
   * What became of a case.
   *
   * @param source the document's name
   * @param line where the case begins, from 1
   * @param column where the case begins, from 1
   * @param differences between what is expected and what is decided; none if the case passes
   * @param explanation of what is decided
   */
  public record Result(
      String source,
      int line,
      int column,
      String name,
      List<Difference> differences,
      Explanation explanation) {
    public Result {
      differences = List.copyOf(differences);
    }

    public boolean passed() {
      return differences.isEmpty();
    }
  }

  /**
   * Something that came out otherwise than expected.
   *
   * @param key of {@code expect}
   * @param rules ids of the rules whose part of the explanation tells more
   */
  public record Difference(String key, String expected, String found, List<String> rules) {
    public Difference {
      rules = List.copyOf(rules);
    }

    @Override
    public String toString() {
      return key + ": expected " + expected + ", found " + found;
    }
  }

  /**
   * A file that a document names.
   *
   * @param file as the document has it, relative to the document
   * @param line where it stands, from 1
   * @param column where it stands, from 1
   */
  public record Named(String file, int line, int column) {}

  /**
   * The policies that a document names under {@code policy}: one, or several layers; none if the
   * key is not there.
   *
   * @param source the document's name, for messages
   * @throws PolicyException if the document is no YAML or holds no tests, or that key is wrong
   */
  public static List<Named> policies(String source, String text) throws PolicyException {
    Problems problems = new Problems(source, text);
    List<Named> names = new TestsReader(root(source, text, problems), problems).policies();
    problems.throwIfAny();
    return names;
  }

  /**
   * Reads a document. The names of rules and environments in it must be those of a policy.
   *
   * @param source the document's name, for messages
   * @param policies one, or several if each of their names is good
   * @param files the schemas that the document names
   * @throws PolicyException with all that is wrong
   */
  public static PolicyTests read(String source, String text, List<Policy> policies, Files files)
      throws PolicyException {
    Problems problems = new Problems(source, text);
    List<TestCase> cases =
        new TestsReader(root(source, text, problems), problems).cases(source, policies, files);
    problems.throwIfAny();
    return new PolicyTests(cases);
  }

  private static Section root(String source, String text, Problems problems)
      throws PolicyException {
    MappingNode root = YamlText.read(source, text, TestsReader.FORM_NAME, problems);
    if (root == null) {
      problems.throwIfAny();
      throw new IllegalStateException("A text was refused without a problem.");
    }
    return new Section(root, problems);
  }

  /** Runs all cases by a policy, which need not be the one that they were read with. */
  public List<Result> run(Policy policy) {
    List<Result> results = new ArrayList<>();
    for (TestCase test : cases) {
      results.add(test.run(policy));
    }
    return results;
  }

  /** How many cases there are. */
  public int size() {
    return cases.size();
  }

  /** {@code none} for null. */
  static String orNone(@Nullable String text) {
    return text == null ? "none" : text;
  }
}
