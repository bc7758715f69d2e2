package com.passkit.cdc.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ed25519SignatureTest {

    /** RFC 8032, 7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
            + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
            + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            + "d25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
            + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
            + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            + "387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
            + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
            + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            + "4a7c15e9716ed28dc027beceea1ec40a"})
    void shouldSignAsTheStandardSays(String secret, String publicKey, String message, String signature) {
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(Ed25519Signature.publicKey(hex.parseHex(secret)))).isEqualTo(publicKey);
        assertThat(hex.formatHex(Ed25519Signature.sign(hex.parseHex(secret), hex.parseHex(message))))
            .isEqualTo(signature);
    }

    @Test
    void shouldSignWithSecretsOfAnyLength() {
        Random random = new Random(7);
        for (int length = 1; length < 80; length++) {
            byte[] secret = new byte[length];
            byte[] message = new byte[32];
            random.nextBytes(secret);
            random.nextBytes(message);
            byte[] signature = Ed25519Signature.sign(secret, message);
            byte[] publicKey = Ed25519Signature.publicKey(secret);
            assertThat(Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length)).isTrue();
            message[length % message.length] ^= 1;
            assertThat(Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length)).isFalse();
        }
    }

    /** What {@code ed25519_password('secret')} gives on MariaDB. */
    @Test
    void shouldDeriveThePublicKeyThatMariaDbStores() {
        byte[] key = Ed25519Signature.publicKey("secret".getBytes(StandardCharsets.UTF_8));
        assertThat(Base64.getEncoder().withoutPadding().encodeToString(key))
            .isEqualTo("ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY");
    }
}
