package dev.sluice.policy;

import java.time.InstantSource;
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
   * @param yamlText the policy as YAML 1.2
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
   * @param yamlText the policy as YAML 1.2
   * @param serial the number under which its decisions are recorded
   * @throws PolicyException if anything is wrong with the text
   */
  public static Policy read(String source, String yamlText, long serial, PolicySettings settings)
      throws PolicyException {
    PolicyDocument document = document(source, yamlText, settings);
    return new CompiledPolicy(
        settings.observe() ? document.observed() : document,
        serial,
        InstantSource.system(),
        settings.learned());
  }

  static PolicyDocument document(String source, String yamlText, PolicySettings settings)
      throws PolicyException {
    Problems problems = new Problems(source, yamlText);
    MappingNode root = YamlText.read(source, yamlText, problems);
    if (root == null) {
      problems.throwIfAny();
      throw new IllegalStateException("A text was refused without a problem.");
    }
    PolicyDocument document =
        new DocumentReader(new Section(root, problems), problems, settings).read();
    problems.throwIfAny();
    return document;
  }
}
