package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A glob means the same as the regular expression that it stands for. */
class GlobProperties {
  @Property
  void matchesAsItsRegularExpressionDoes(
      @ForAll("patterns") String pattern, @ForAll("names") String name) {
    String regex = pattern.replace(".", "\\.").replace("*", ".*").replace("?", ".");
    Pattern expected = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);

    assertThat(new Glob(pattern).matches(name)).isEqualTo(expected.matcher(name).matches());
  }

  @Property
  void aNameThatIsNotKnownMayMatch(@ForAll("patterns") String pattern) {
    Truth expected = pattern.equals("*") ? Truth.YES : Truth.MAYBE;

    assertThat(new Glob(pattern).test(null)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("aB.*?").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("aAbB.").ofMaxLength(12);
  }
}
