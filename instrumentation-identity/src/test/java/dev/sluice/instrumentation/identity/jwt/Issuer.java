package dev.sluice.instrumentation.identity.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An issuer of tokens with keys made here, that publishes what a test wants it to. */
final class Issuer implements Documents {
  static final String NAME = "https://id.example/realms/shop";
  private static final String KEYS = "https://id.example/realms/shop/keys";

  static final RSAKey RSA = rsa("rsa-1", 2_048);
  static final RSAKey NEXT = rsa("rsa-2", 2_048);
  static final RSAKey WEAK = rsa("weak", 1_024);
  static final ECKey EC = ec("ec-1");

  /** What was asked for, in order. */
  final List<URI> fetched = new ArrayList<>();

  String discovery = "{\"issuer\": \"" + NAME + "\", \"jwks_uri\": \"" + KEYS + "\"}";
  List<JWK> published = List.of(RSA, EC);
  boolean down;

  @Override
  public String fetch(URI address) throws IOException {
    fetched.add(address);
    if (down) {
      throw new IOException("connection refused");
    }
    return address.toString().equals(KEYS) ? new JWKSet(published).toString() : discovery;
  }

  static String signed(JWTClaimsSet claims, RSAKey key) {
    return signed(claims, key, JWSAlgorithm.RS256, JOSEObjectType.JWT);
  }

  static String signed(JWTClaimsSet claims, JWK key, JWSAlgorithm algorithm, JOSEObjectType type) {
    try {
      JWSSigner signer =
          key instanceof ECKey ec
              ? new ECDSASigner(ec)
              : new RSASSASigner(
                  key.toRSAKey().toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()));
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).type(type).build(), claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey rsa(String id, int bits) {
    try {
      return new RSAKeyGenerator(bits, true).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
