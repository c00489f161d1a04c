package dev.sluice.policy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Reads a policy and makes it ready to decide. Reading is strict and all or nothing: a key that is
 * not known, or not built yet, is an error, never passed over; all errors of a text are told at
 * once.
 */
public final class PolicyReader {
  private PolicyReader() {}

  /**
   * Reads a policy with {@link PolicySettings#standard}.
   *
   * @param source the file's name, for messages
   * @param yamlText the policy as YAML 1.2, or a bundle ({@link PolicyBundle}) as JSON
   * @param serial the number under which its decisions are recorded
   * @throws PolicyException if anything is wrong with the text
   */
  public static Policy read(String source, String yamlText, long serial) throws PolicyException {
    return read(source, yamlText, serial, PolicySettings.standard());
  }

  /**
   * Reads a policy.
   *
   * @param source the file's name, for messages
   * @param yamlText the policy as YAML 1.2, or a bundle ({@link PolicyBundle}) as JSON
   * @param serial the number under which its decisions are recorded
   * @throws PolicyException if anything is wrong with the text
   */
  public static Policy read(String source, String yamlText, long serial, PolicySettings settings)
      throws PolicyException {
    return read(List.of(new PolicyBundle.Source(source, yamlText)), serial, settings);
  }

  /**
   * Reads several documents that are in force together, the highest first.
   *
   * @param layers at least one; each as YAML 1.2, or the only one a bundle
   * @param serial the number under which their decisions are recorded
   * @throws PolicyException if anything is wrong with any of the texts
   */
  public static Policy read(List<PolicyBundle.Source> layers, long serial, PolicySettings settings)
      throws PolicyException {
    PolicyDocument document = document(layers, settings);
    return new CompiledPolicy(
        settings.observe() ? document.observed() : document,
        serial,
        InstantSource.system(),
        settings);
  }

  static PolicyDocument document(String source, String yamlText, PolicySettings settings)
      throws PolicyException {
    return document(List.of(new PolicyBundle.Source(source, yamlText)), settings);
  }

  /**
   * The trees of layers that are right together, in which the readers have noted what is a text.
   *
   * @throws PolicyException if anything is wrong with any of them
   */
  static List<MappingNode> roots(List<PolicyBundle.Source> layers, PolicySettings settings)
      throws PolicyException {
    List<MappingNode> roots = new ArrayList<>();
    merge(layers, settings, roots);
    return roots;
  }

  private static PolicyDocument document(List<PolicyBundle.Source> layers, PolicySettings settings)
      throws PolicyException {
    if (layers.size() == 1) { // which may be a bundle
      PolicyBundle.Source only = layers.get(0);
      Problems problems = new Problems(only.source(), only.text());
      return document(root(only.source(), only.text(), problems), problems, settings);
    }
    return merge(layers, settings, new ArrayList<>()).document();
  }

  private static Layer merge(
      List<PolicyBundle.Source> layers, PolicySettings settings, List<MappingNode> roots)
      throws PolicyException {
    List<PolicyException.Problem> problems = new ArrayList<>();
    Layer merged = null;
    for (PolicyBundle.Source layer : layers) {
      Problems ofLayer = new Problems(layer.source(), layer.text());
      MappingNode root = YamlText.read(layer.source(), layer.text(), ofLayer);
      if (root != null) {
        roots.add(root);
        merged = layer(new Section(root, ofLayer), ofLayer, settings, merged);
      }
      problems.addAll(ofLayer.sorted());
    }
    if (!problems.isEmpty()) {
      throw new PolicyException(problems);
    }
    if (merged == null) {
      throw new IllegalArgumentException("A policy has at least one layer.");
    }
    return merged;
  }

  /** Reads a layer; what is wrong with it is in the problems. */
  private static Layer layer(
      Section root, Problems problems, PolicySettings settings, @Nullable Layer above) {
    Layer layer = new DocumentReader(root, problems, settings, above).read();
    if (problems.sorted().isEmpty()) {
      problems.addUnread(root.node());
    }
    return layer;
  }

  /**
   * The keys and values that a text consists of.
   *
   * @throws PolicyException if it is none such
   */
  static MappingNode root(String source, String yamlText, Problems problems)
      throws PolicyException {
    MappingNode root = YamlText.read(source, yamlText, problems);
    if (root == null) {
      problems.throwIfAny();
      throw new IllegalStateException("A text was refused without a problem.");
    }
    return root;
  }

  /**
   * The policy that is written so, or whose layers are in such a bundle.
   *
   * @throws PolicyException if anything is wrong with it
   */
  static PolicyDocument document(MappingNode root, Problems problems, PolicySettings settings)
      throws PolicyException {
    Section section = new Section(root, problems);
    List<Section> layers =
        PolicyBundle.isBundle(root) ? PolicyBundle.policies(section, problems) : List.of(section);
    Layer merged = null;
    for (Section layer : layers) {
      merged = layer(layer, problems, settings, merged);
    }
    problems.throwIfAny();
    if (merged == null) {
      throw new IllegalStateException("A bundle was refused without a problem.");
    }
    return merged.document();
  }
}
