package org.sallyport.policy.detect;

import java.util.Locale;

/**
 * Numbers that mean something, known by their form and their check digits. Built in, because a regular expression takes any
 * sixteen digits for a card.
 *
 * <p>A check digit lets one in ten or one in a hundred random numbers pass, so that some hits are none; those with the weakest
 * checks ask for more of the form.
 */
public enum Detector {
    /** 12 to 19 digits, by the issuers' prefixes and lengths and the Luhn check (ISO/IEC 7812-1). */
    PAYMENT_CARD(12, 19) {
        @Override
        boolean accepts(Candidate c) {
            return PaymentCards.accepts(c);
        }
    },
    /** An international bank account number (ISO 13616): length of its country, check by ISO 7064 MOD 97-10. */
    IBAN(15, 34) {
        @Override
        boolean accepts(Candidate c) {
            return Ibans.accepts(c);
        }
    },
    /** A social security number of the United States. It has no check digit, so only in groups of three, two and four. */
    US_SSN(9, 9) {
        @Override
        boolean accepts(Candidate c) {
            return NationalIds.usSocialSecurity(c);
        }
    },
    /** A national insurance number of the United Kingdom: two letters out of those in use, six digits, a letter to D. */
    UK_NINO(9, 9) {
        @Override
        boolean accepts(Candidate c) {
            return NationalIds.ukNationalInsurance(c);
        }
    },
    /** A tax number of a person in Germany: eleven digits, of which one comes more than once; ISO 7064 MOD 11,10. */
    DE_TAX_ID(11, 11) {
        @Override
        boolean accepts(Candidate c) {
            return NationalIds.deTax(c);
        }
    },
    /** A social security number of France (NIR) with its key, 97 less the number modulo 97. */
    FR_NIR(15, 15) {
        @Override
        boolean accepts(Candidate c) {
            return NationalIds.frNir(c);
        }
    },
    /** A citizen service number of the Netherlands: nine digits, check by eleven. */
    NL_BSN(9, 9) {
        @Override
        boolean accepts(Candidate c) {
            return NationalIds.nlCitizen(c);
        }
    },
    /** A DNI or NIE of Spain: the letter is the number modulo 23. */
    ES_DNI(9, 9) {
        @Override
        boolean accepts(Candidate c) {
            return NationalIds.esIdentity(c);
        }
    },
    /** A tax code of a person in Italy, with those where letters stand for digits to tell namesakes apart. */
    IT_CODICE_FISCALE(16, 16) {
        @Override
        boolean accepts(Candidate c) {
            return ItalianTaxCode.accepts(c);
        }
    },
    /** A PESEL number of Poland: a date with its century in the month, and a weighted check digit. */
    PL_PESEL(11, 11) {
        @Override
        boolean accepts(Candidate c) {
            return NationalIds.plPesel(c);
        }
    },
    /** A social security number of Switzerland: an EAN-13 that begins with 756. */
    CH_AHV(13, 13) {
        @Override
        boolean accepts(Candidate c) {
            return NationalIds.chAhv(c);
        }
    };

    private final int shortest;
    private final int longest;

    Detector(int shortest, int longest) {
        this.shortest = shortest;
        this.longest = longest;
    }

    /** The word of the document, such as {@code payment-card}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether this is one; lower case, without separators. */
    abstract boolean accepts(Candidate candidate);

    boolean matches(Candidate candidate) {
        return candidate.length() >= shortest && candidate.length() <= longest && accepts(candidate);
    }
}
