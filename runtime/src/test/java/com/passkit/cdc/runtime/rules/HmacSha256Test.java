package com.passkit.cdc.runtime.rules;

import java.util.Arrays;
import java.util.Random;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HmacSha256Test {

    private final Random random = new Random(7);

    @Test
    void shouldMakeWhatThePlatformMakesForKeysAndMessagesOfEveryLength() throws Exception {
        for (int keyLength : new int[] {1, 31, 63, 64, 65, 200}) {
            byte[] key = bytes(keyLength);
            HmacSha256 hash = new HmacSha256(key);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (int length = 0; length < 200; length++) {
                byte[] message = bytes(length + 3);
                byte[] out = new byte[HmacSha256.LENGTH + 1];
                hash.begin();
                hash.update(message, 2, length / 3);
                hash.update(message, 2 + length / 3, length - length / 3);
                hash.end(out);

                assertThat(Arrays.copyOf(out, HmacSha256.LENGTH))
                    .isEqualTo(mac.doFinal(Arrays.copyOfRange(message, 2, 2 + length)));
            }
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
