package dev.sluice.mask;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What the partial mask keeps to whatever it is given. */
class PartialProperties {
  @Property
  void showsAtMostHalfOfAnything(
      @ForAll String value,
      @ForAll @IntRange(max = 12) int first,
      @ForAll @IntRange(max = 12) int last) {
    int[] before = value.codePoints().toArray();
    int[] after = new Partial(first, last).text(value).codePoints().toArray();

    assertThat(after).hasSameSizeAs(before);
    int shown = 0;
    for (int i = 0; i < before.length; i++) {
      if (after[i] != '*') {
        assertThat(after[i]).isEqualTo(before[i]);
        shown++;
      }
    }
    assertThat(shown).isLessThanOrEqualTo(before.length <= 4 ? 0 : before.length / 2);
  }
}
