package dev.sluice.agent.tool;

import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyReader;
import dev.sluice.policy.PolicySettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads policies for commands that need good ones. */
final class PolicyFiles {
  /** Under which serial: nobody has put these policies in force. */
  private static final long SERIAL = 0;

  private PolicyFiles() {}

  /**
   * The texts of files.
   *
   * @throws ParameterException if none is named, or one cannot be read
   */
  static List<PolicyBundle.Source> texts(CommandSpec spec, List<String> files) {
    if (files.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "commas alone name no file: give one");
    }
    List<PolicyBundle.Source> texts = new ArrayList<>();
    for (String file : files) {
      texts.add(new PolicyBundle.Source(file, InputText.read(spec, file)));
    }
    return texts;
  }

  /**
   * The policy of files, which are layers, the highest first.
   *
   * @throws ParameterException if one cannot be read, or with all that is wrong with them
   */
  static Policy read(CommandSpec spec, List<String> files) {
    return parse(spec, texts(spec, files));
  }

  /**
   * The policy of layers, the highest first.
   *
   * @throws ParameterException with all that is wrong with them
   */
  static Policy parse(CommandSpec spec, List<PolicyBundle.Source> layers) {
    try {
      return PolicyReader.read(layers, SERIAL, PolicySettings.standard());
    } catch (PolicyException wrong) {
      throw WrongFiles.of(spec, layers, wrong);
    }
  }

  /** A file that another one names: beside it, if the path is not absolute. */
  static String beside(String document, String name) {
    Path named = Path.of(name);
    Path parent = document.equals("-") ? null : Path.of(document).getParent();
    return named.isAbsolute() || parent == null ? name : parent.resolve(named).toString();
  }
}
