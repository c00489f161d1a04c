package dev.sluice.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyBundleTest {
  private static final String POLICY =
      """
      # yaml-language-server: $schema=policy.schema.json
      sluice: policy/v1
      name: 2026
      owner: "a/b"          # a comment
      masks:
        - {with: null, tags: [s], id: m}
      limits:
        - {id: l, returned_rows: 200, timeout: 5s}
      guardrails:
        - id: g
          match: {unrestricted: true, callers: [c]}
          action: deny
          locked: true
          message: |
            "Straße"\\
            \ttwo
      callers:
        c: {kind: human}
        B: {kind: human}
      tags:
        s: ['*.*.*.s']
      """;

  private static PolicyBundle bundle(String policy) throws PolicyException {
    return PolicyBundle.build(List.of(new PolicyBundle.Source("shop.yaml", policy)), List.of());
  }

  private static PolicyException refusal(String bundle) {
    return catchThrowableOfType(
        PolicyException.class, () -> PolicyBundle.read("b.json", bundle.getBytes(UTF_8)));
  }

  @Test
  void isOneSortedTextWithoutCommentsAndStyles() throws PolicyException {
    assertThat(bundle(POLICY).text())
        .isEqualTo(
            "{\"policies\":[{\"callers\":{\"B\":{\"kind\":\"human\"},\"c\":{\"kind\":\"human\"}},"
                + "\"guardrails\":[{\"action\":\"deny\",\"id\":\"g\",\"locked\":true,"
                + "\"match\":{\"callers\":[\"c\"],\"unrestricted\":true},"
                + "\"message\":\"\\\"Straße\\\"\\\\\\n\\ttwo\\n\"}],"
                + "\"limits\":[{\"id\":\"l\",\"returned_rows\":200,\"timeout\":\"5s\"}],"
                + "\"masks\":[{\"id\":\"m\",\"tags\":[\"s\"],\"with\":\"null\"}],"
                + "\"name\":\"2026\",\"owner\":\"a/b\",\"sluice\":\"policy/v1\","
                + "\"tags\":{\"s\":[\"*.*.*.s\"]}}],\"sluice\":\"policy-bundle/v1\"}");
  }

  @Test
  void equalPoliciesAreEqualBytes() throws PolicyException {
    String other =
        """
        {name: "2026", sluice: policy/v1, owner: a/b, callers: {B: {kind: human}, c: {kind: human}}}
        """;
    String same =
        """
        sluice: 'policy/v1'
        owner: |-
          a/b
        name: 2026
        callers:
          c:
            kind: human
          B: {"kind": "human"}
        """;

    assertThat(bundle(same).bytes()).isEqualTo(bundle(other).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"harbour-policy.yaml", "inference-policy.yaml", "built-in-policy.yaml"})
  void anotherImplementationOfTheCanonicalFormAgrees(String resource)
      throws PolicyException, IOException {
    PolicyBundle bundle = bundle(Yaml.text(resource));

    assertThat(new JsonCanonicalizer(bundle.text()).getEncodedString()).isEqualTo(bundle.text());
    assertThat(PolicyBundle.read("b", bundle.bytes()).text()).isEqualTo(bundle.text());
    assertThat(bundle.policy("b", 3, PolicySettings.standard()).serial()).isEqualTo(3);
  }

  @Property(tries = 500)
  void anyTextComesBackAsItWas(@ForAll("texts") String text) throws PolicyException, IOException {
    String yaml =
        "sluice: policy/v1\nname: x\nguardrails: [{id: g, match: {}, action: deny, message: "
            + CanonicalJson.text(text)
            + "}]";

    PolicyBundle bundle = bundle(yaml);

    PolicyDocument read = PolicyReader.document("b", bundle.text(), PolicySettings.standard());
    assertThat(read.guardrails().get(0).message()).isEqualTo(text);
    assertThat(new JsonCanonicalizer(bundle.text()).getEncodedString()).isEqualTo(bundle.text());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
            Arbitraries.chars().range(' ', '~').map(String::valueOf),
            Arbitraries.of("\n", "\t", "\r", "\"", "\\", "'", ": ", " #", "\u00A0", "\u200B", "é"),
            Arbitraries.of("\uD83D\uDE00", "\uE000", "\uFFFD", "- ", "? ", "%", "true", "null"))
        .list()
        .ofMinSize(1)
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }

  @ParameterizedTest
  @CsvSource({
    "'\\u0007', U+0007",
    "'\\x7F', U+007F",
    "'\\uFEFF', U+FEFF",
    "'\\u2028', U+2028",
    "'\\u0085', U+0085",
    "'\\uD800', U+D800"
  })
  void refusesCharactersThatNobodySees(String escape, String name) {
    assertThatThrownBy(
            () -> bundle("sluice: policy/v1\nname: x\nowner: \"a%s\"\n".formatted(escape)))
        .isInstanceOf(PolicyException.class)
        .hasMessage(
            "shop.yaml:3:8: the text holds the character "
                + name
                + ", which nobody sees: leave it out");
  }

  @Test
  void isReadWhereYamlIsAndTellsPlaces() throws PolicyException {
    String json =
        "{\"name\": \"x\",\n \"sluice\": \"policy/v1\",\n \"mode\": \"off\", \"name\": 1}";

    PolicyException error =
        catchThrowableOfType(PolicyException.class, () -> PolicyReader.read("x.json", json, 1));

    assertThat(error)
        .hasMessage(
            """
            x.json:3:10: `off` is no value of `mode`: use one of enforce, observe
            x.json:3:17: `name` stands twice, first at line 1, column 2: remove one""");
    assertThat(PolicyReader.read("b", bundle(POLICY).text(), 1).name()).isEqualTo("2026");
  }

  @Test
  void refusesOtherBytesOfTheSamePolicy() throws PolicyException {
    String right = bundle("sluice: policy/v1\nname: x\n").text();

    assertThat(PolicyBundle.read("b", right.getBytes(UTF_8)).name()).isEqualTo("x");
    for (String other :
        List.of(
            right + "\n",
            right.replace(",", ", "),
            right.replace("\"x\"", "x"),
            right.replace("\"x\"", "\"\\u0078\""),
            right + " # comment",
            "{\"sluice\":\"policy-bundle/v1\",\"policies\":[{\"name\":\"x\",\"sluice\":\"policy/v1\"}]}")) {
      assertThat(refusal(other))
          .as(other)
          .hasMessage("b.json:1:1: this is no canonical JSON: make the bundle with `policy build`");
    }
  }

  @Test
  void refusesWhatIsNoBundle() throws PolicyException {
    assertThat(refusal("sluice: policy/v1\nname: x\n"))
        .hasMessage("b.json:1:1: this is no bundle: make one with `policy build`");
    assertThat(refusal("{\"policies\":[],\"sluice\":\"policy-bundle/v1\"}"))
        .hasMessageContaining("there is no policy in `policies`: put one there");
    assertThat(refusal("{\"sluice\":\"policy-bundle/v1\"}"))
        .hasMessageContaining("`policies` is missing");
    assertThat(refusal("{\"policies\":[{\"name\":\"x\"}],\"sluice\":\"policy-bundle/v1\",\"s\":1}"))
        .hasMessageContaining("unknown key `s`")
        .hasMessageContaining("`sluice` is missing");
    assertThatThrownBy(() -> PolicyBundle.read("b.json", new byte[] {'{', (byte) 0xC3}))
        .hasMessage("b.json:1:1: the bundle is not UTF-8 text: build it again");
  }

  @Test
  void carriesTestsWithTheTablesThatTheyNeed() throws PolicyException {
    String tests =
        """
        sluice: policy-tests/v1
        policy: shop.yaml
        schema: shop.sql
        cases:
          - name: one
            given: {batch: 2, db: x, caller: {kind: human, subject: kim, verified: true}, sql: "select 1"}
            expect: {decision: allow}
        """;

    PolicyBundle bundle =
        PolicyBundle.build(
            List.of(new PolicyBundle.Source("shop.yaml", "sluice: policy/v1\nname: x\n")),
            List.of(
                new PolicyBundle.Tests(
                    new PolicyBundle.Source("tests.yaml", tests), "CREATE TABLE t (id int);\n")));

    assertThat(bundle.tests())
        .containsExactly(
            "{\"cases\":[{\"expect\":{\"decision\":\"allow\"},\"given\":{\"batch\":2,"
                + "\"caller\":{\"kind\":\"human\",\"subject\":\"kim\",\"verified\":true},"
                + "\"db\":\"x\",\"sql\":\"select 1\"},\"name\":\"one\"}],"
                + "\"schema_text\":\"CREATE TABLE t (id int);\\n\",\"sluice\":\"policy-tests/v1\"}");
    assertThat(bundle.text()).contains("\"tests\":[" + bundle.tests().get(0) + "]");
    assertThat(PolicyBundle.read("b", bundle.bytes()).tests()).isEqualTo(bundle.tests());
    assertThatThrownBy(
            () ->
                PolicyBundle.build(
                    List.of(new PolicyBundle.Source("shop.yaml", "sluice: policy/v1\nname: x\n")),
                    List.of(
                        new PolicyBundle.Tests(
                            new PolicyBundle.Source("tests.yaml", "sluice: policy/v1\ncase: []"),
                            null))))
        .hasMessageContaining("tests.yaml:1:9: `policy/v1` is no value of `sluice`")
        .hasMessageContaining("tests.yaml:2:1: unknown key `case`: did you mean `cases`?");
  }

  @Test
  void tellsWhatIsWrongWithThePolicy() {
    assertThatThrownBy(() -> bundle("sluice: policy/v1\nnam: x\n"))
        .hasMessageContaining("shop.yaml:2:1: unknown key `nam`: did you mean `name`?");
  }
}
