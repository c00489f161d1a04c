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
   * The policy of files, which are layers, the highest first.
   *
   * @throws ParameterException if one cannot be read, or with all that is wrong with them
   */
  static Policy read(CommandSpec spec, List<String> files) {
    List<PolicyBundle.Source> layers = new ArrayList<>();
    for (String file : files) {
      layers.add(new PolicyBundle.Source(file, InputText.read(spec, file)));
    }
    try {
      return PolicyReader.read(layers, SERIAL, PolicySettings.standard());
    } catch (PolicyException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * The policy of a text.
   *
   * @param file its name, for messages
   * @throws ParameterException with all that is wrong with it
   */
  static Policy parse(CommandSpec spec, String file, String text) {
    try {
      return PolicyReader.read(file, text, SERIAL);
    } catch (PolicyException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
    }
  }

  /** A file that another one names: beside it, if the path is not absolute. */
  static String beside(String document, String name) {
    Path named = Path.of(name);
    Path parent = document.equals("-") ? null : Path.of(document).getParent();
    return named.isAbsolute() || parent == null ? name : parent.resolve(named).toString();
  }
}
