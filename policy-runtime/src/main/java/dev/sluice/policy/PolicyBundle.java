package dev.sluice.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A policy with its tests, as it is signed and shipped: one canonical JSON text (RFC 8785), so that
 * equal policies are equal bytes. Whatever comments, order of keys and style the YAML had is gone.
 *
 * <pre>{@code
 * {"policies":[{...}],"sluice":"policy-bundle/v1","tests":[{"cases":[...],"schema_text":"...",...}]}
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class PolicyBundle {
  /** The value of the key {@code sluice} in a bundle. */
  static final String FORM = "policy-bundle/v1";

  private static final Shape SHAPE =
      Shape.named("bundle")
          .required("sluice", Shape.words(Set.of(FORM)), "The form.", "name the form")
          .required(
              "policies",
              new Shape.ListOf(DocumentReader.POLICY),
              "The layers of the policy, the highest first.",
              "put the policy there")
          .key("tests", new Shape.ListOf(TestsReader.DOCUMENT), "Its tests.")
          .build();

  private final String name;
  private final String text;
  private final List<String> tests;

  private PolicyBundle(String name, String text, List<String> tests) {
    this.name = name;
    this.text = text;
    this.tests = List.copyOf(tests);
  }

  /**
   * A text and where it comes from.
   *
   * @param source the file's name, for messages
   */
  public record Source(String source, String text) {}

  /**
   * Tests that travel with a policy.
   *
   * @param tests a document {@code policy-tests/v1}
   * @param schemaText what the file says that its key {@code schema} names; null if it names none
   */
  public record Tests(Source tests, @Nullable String schemaText) {
    private String schema(String name) throws IOException {
      if (schemaText == null) {
        throw new IOException("there is no text of " + name);
      }
      return schemaText;
    }
  }

  /**
   * Checks a policy and makes a bundle of it.
   *
   * @param policies its layers, the highest first; at least one
   * @throws PolicyException with all that is wrong with the policy, or with the first of the tests
   *     that cannot be run by it; whether they pass is not asked
   */
  public static PolicyBundle build(List<Source> policies, List<Tests> tests)
      throws PolicyException {
    List<String> canonicalPolicies = new ArrayList<>();
    for (MappingNode root : PolicyReader.roots(policies, PolicySettings.standard())) {
      canonicalPolicies.add(CanonicalJson.value(root));
    }
    List<String> canonicalTests = new ArrayList<>();
    if (!tests.isEmpty()) {
      Policy policy = PolicyReader.read(policies, 0, PolicySettings.standard());
      for (Tests one : tests) {
        canonicalTests.add(canonical(one));
        PolicyTests.read(one.tests.source, one.tests.text, List.of(policy), one::schema);
      }
    }
    Map<String, String> bundle = new TreeMap<>();
    bundle.put("sluice", CanonicalJson.text(FORM));
    bundle.put("policies", CanonicalJson.list(canonicalPolicies));
    if (!canonicalTests.isEmpty()) {
      bundle.put("tests", CanonicalJson.list(canonicalTests));
    }
    return read("the bundle", CanonicalJson.object(bundle).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a bundle.
   *
   * @param source where it comes from, for messages
   * @throws PolicyException if these are not the very bytes that {@link #build} makes of some
   *     policy, or the policy in them is not right
   */
  public static PolicyBundle read(String source, byte[] bytes) throws PolicyException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw wrong(source, "the bundle is not UTF-8 text: build it again");
    }
    Problems problems = new Problems(source, text);
    MappingNode root = PolicyReader.root(source, text, problems);
    if (!isBundle(root)) {
      throw wrong(source, "this is no bundle: make one with `policy build`");
    }
    PolicyDocument document = PolicyReader.document(root, problems, PolicySettings.standard());
    List<String> tests = new ArrayList<>();
    for (Section section : new Section(root, problems).sections("tests")) {
      tests.add(CanonicalJson.value(section.node()));
    }
    if (!Arrays.equals(CanonicalJson.value(root).getBytes(StandardCharsets.UTF_8), bytes)) {
      throw wrong(source, "this is no canonical JSON: make the bundle with `policy build`");
    }
    return new PolicyBundle(document.name(), text, tests);
  }

  private static PolicyException wrong(String source, String message) {
    return new PolicyException(List.of(new PolicyException.Problem(source, 1, 1, message)));
  }

  /** Whether a document says that it is a bundle. */
  static boolean isBundle(MappingNode root) {
    for (NodeTuple tuple : root.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key
          && key.getValue().equals("sluice")
          && tuple.getValueNode() instanceof ScalarNode form) {
        return form.getValue().equals(FORM);
      }
    }
    return false;
  }

  /** The layers of a bundle, the highest first; none, after a problem was noted, if there are. */
  static List<Section> policies(Section bundle, Problems problems) {
    bundle.only(SHAPE);
    bundle.choice("sluice", Map.of(FORM, true), true);
    for (Section tests : bundle.sections("tests")) {
      checkTests(tests);
    }
    List<Section> policies = bundle.sections("policies");
    if (policies.isEmpty() && bundle.has("policies")) {
      problems.add(bundle.node(), "there is no policy in `policies`: put one there");
    }
    return policies;
  }

  private static void checkTests(Section tests) {
    tests.only(TestsReader.DOCUMENT);
    tests.choice("sluice", TestsReader.FORM, true);
    tests.sections("cases");
  }

  /**
   * The file that a document of tests names as its tables; null if it names none.
   *
   * @throws PolicyException if it is no document of tests
   */
  public static @Nullable String schemaOf(Source tests) throws PolicyException {
    Problems problems = new Problems(tests.source, tests.text);
    Section section = testsOf(tests, problems);
    Section.Text schema = section.text("schema");
    problems.throwIfAny();
    return schema == null ? null : schema.value();
  }

  private static Section testsOf(Source tests, Problems problems) throws PolicyException {
    Section section = new Section(PolicyReader.root(tests.source, tests.text, problems), problems);
    checkTests(section);
    problems.throwIfAny();
    return section;
  }

  private static String canonical(Tests tests) throws PolicyException {
    Section section = testsOf(tests.tests, new Problems(tests.tests.source, tests.tests.text));
    Map<String, String> members = new TreeMap<>();
    for (NodeTuple tuple : section.node().getValue()) {
      members.put(
          ((ScalarNode) tuple.getKeyNode()).getValue(), CanonicalJson.value(tuple.getValueNode()));
    }
    members.remove("policy");
    members.remove("schema");
    if (tests.schemaText != null) {
      members.put("schema_text", CanonicalJson.text(tests.schemaText));
    }
    return CanonicalJson.object(members);
  }

  /** The name of the policy. */
  public String name() {
    return name;
  }

  /** The bytes that are signed, and whose hash names the bundle; a copy. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The same as text, which {@link PolicyReader} reads as it reads YAML. */
  public String text() {
    return text;
  }

  /**
   * The tests, each a document {@code policy-tests/v1} as canonical JSON. In place of a file of
   * tables ({@code schema}) they have its text ({@code schema_text}).
   */
  public List<String> tests() {
    return tests;
  }

  /**
   * The policy, ready to decide.
   *
   * @param source where the bundle comes from, for messages
   * @param serial the number under which its decisions are recorded
   * @throws PolicyException never for a bundle that was read with the same version
   */
  public Policy policy(String source, long serial, PolicySettings settings) throws PolicyException {
    return PolicyReader.read(source, text, serial, settings);
  }
}
