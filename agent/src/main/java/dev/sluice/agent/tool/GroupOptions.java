package dev.sluice.agent.tool;

import dev.sluice.note.Jca;
import dev.sluice.note.NoteException;
import dev.sluice.note.VerifierKey;
import dev.sluice.remote.KeyGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which public keys a key set holds. */
final class GroupOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--root",
      paramLabel = "PUBLIC",
      description = "A public key that may sign key sets; one --root for each.")
  private List<String> root = List.of();

  @Option(
      names = "--root-threshold",
      paramLabel = "N",
      description = "How many of them must sign. Default: 2, or 1 if there is one only.")
  private int rootThreshold;

  @Option(
      names = "--release",
      paramLabel = "PUBLIC",
      description = "A public key that may sign releases; one --release for each.")
  private List<String> release = List.of();

  @Option(
      names = "--release-threshold",
      paramLabel = "N",
      description = "How many of them must sign. Default: 2, or 1 if there is one only.")
  private int releaseThreshold;

  /** The root keys, or those of before if none are given. */
  KeyGroup root(@Nullable KeyGroup before) {
    return group("--root", root, rootThreshold, before);
  }

  /** The release keys, or those of before if none are given. */
  KeyGroup release(@Nullable KeyGroup before) {
    return group("--release", release, releaseThreshold, before);
  }

  private KeyGroup group(
      String option, List<String> given, int threshold, @Nullable KeyGroup before) {
    List<VerifierKey> keys = new ArrayList<>();
    try {
      for (String text : given) {
        keys.add(VerifierKey.parse(text, Jca.standard()));
      }
      if (!keys.isEmpty()) {
        return new KeyGroup(threshold > 0 ? threshold : Math.min(2, keys.size()), keys);
      }
      if (before == null) {
        throw wrong("give at least one public key with " + option);
      }
      return threshold > 0 ? new KeyGroup(threshold, before.keys()) : before;
    } catch (NoteException | IllegalArgumentException e) {
      throw wrong(option + ": " + e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
