package org.sallyport.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers are the ones that issuers and states publish as examples, or made up with their check digits worked out. */
class FinderTest {

    private static List<String> found(String text, Detector... detectors) {
        List<String> found = new ArrayList<>();
        String folded = text.toLowerCase(Locale.ROOT);
        new Finder(detectors.length == 0 ? EnumSet.allOf(Detector.class) : List.of(detectors))
                .find(folded, (detector, start, end) -> found.add(detector.id() + " " + folded.substring(start, end)));
        return found;
    }

    private static Detector byId(String id) {
        return Detector.valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "payment-card | 4111 1111 1111 1111",
                "payment-card | 4111111111111111",
                "payment-card | 5555-5555-5555-4444",
                "payment-card | 2223 0031 2200 3222",
                "payment-card | 3782 822463 10005",
                "payment-card | 6011.1111.1111.1117",
                "payment-card | 3056 930902 5904",
                "payment-card | 3530111333300000",
                "payment-card | 4222222222222",
                "payment-card | 6759649826438453",
                "iban | DE89 3704 0044 0532 0130 00",
                "iban | GB82WEST12345698765432",
                "iban | FR14 2004 1010 0505 0001 3M02 606",
                "iban | NL91-ABNA-0417-1643-00",
                "iban | MT84 MALT 0110 0001 2345 MTLC AST0 01S",
                "us-ssn | 123-45-6789",
                "us-ssn | 123 45 6789",
                "uk-nino | AB 12 34 56 C",
                "uk-nino | ab123456c",
                "de-tax-id | 86 095 742 719",
                "de-tax-id | 47036892816",
                "fr-nir | 2 55 08 14 168 025 38",
                "fr-nir | 1 85 05 78 006 084 91",
                "nl-bsn | 111222333",
                "es-dni | 12345678Z",
                "es-dni | X1234567L",
                "it-codice-fiscale | RSSMRA85T10A562S",
                "it-codice-fiscale | MRT MTT 91D08 F205J",
                "pl-pesel | 44051401359",
                "ch-ahv | 756.9217.0769.85",
            })
    void finds(String id, String number) {
        Detector detector = byId(id);
        assertThat(found("see " + number + ", thanks", detector))
                .containsExactly(detector.id() + " " + number.toLowerCase(Locale.ROOT));
        assertThat(found(number, detector)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "payment-card | 4111 1111 1111 1112",
                "payment-card | 1234 5678 9012 3452",
                "payment-card | x4111111111111111",
                "payment-card | 41111111111111110",
                "payment-card | 4111  1111 1111 1111",
                "iban | DE89 3704 0044 0532 0130 01",
                "iban | DE89 3704 0044 0532 0130",
                "iban | XX89 3704 0044 0532 0130 00",
                "us-ssn | 123456789",
                "us-ssn | 666-45-6789",
                "us-ssn | 900-45-6789",
                "us-ssn | 123-00-6789",
                "us-ssn | 12-345-6789",
                "uk-nino | GB123456C",
                "uk-nino | AB123456E",
                "de-tax-id | 86095742718",
                "de-tax-id | 12345678903",
                "fr-nir | 2 55 08 14 168 025 39",
                "nl-bsn | 111222334",
                "nl-bsn | 000000000",
                "es-dni | 12345678A",
                "it-codice-fiscale | RSSMRA85T10A562T",
                "pl-pesel | 44051401358",
                "pl-pesel | 44134501350",
                "ch-ahv | 756.9217.0769.84",
            })
    void passesOver(String id, String number) {
        Detector detector = byId(id);
        assertThat(found("see " + number + ", thanks", detector)).isEmpty();
    }

    @Test
    void findsSeveralAndEachOnce() {
        assertThat(found("4111111111111111 and 5555555555554444, iban DE89370400440532013000."))
                .containsExactlyInAnyOrder(
                        "payment-card 4111111111111111",
                        "payment-card 5555555555554444",
                        "iban de89370400440532013000");
        assertThat(found("2026 4111 1111 1111 1111", Detector.PAYMENT_CARD))
                .containsExactly("payment-card 4111 1111 1111 1111");
    }

    @Test
    void readsAnythingInLinearTime() {
        assertThat(found("1 ".repeat(200_000))).isEmpty();
        assertThat(found("0".repeat(200_000))).isEmpty();
        assertThat(found("a-".repeat(200_000))).isEmpty();
        assertThat(found("")).isEmpty();
    }
}
