package org.sallyport.proxy.relay;

import java.util.function.Function;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.service.Purpose;
import org.sallyport.protocols.service.ServiceCatalogue;
import org.sallyport.protocols.service.ServiceEntry;

/**
 * What an unread connection to a host is in the vocabulary of rules: a rule about voice is about a voice relay as well. Where a
 * host may be for anything, it is {@link Feature#UNREAD_CONNECTION}; what only surrounds a messenger, such as its updates and
 * advertisements, is {@link Feature#ADD_IN}.
 */
public final class Uses {

    private Uses() {}

    /** By what the catalogue says hosts are for. */
    public static Function<Address, Feature> of(ServiceCatalogue catalogue) {
        return address -> catalogue
                .find(address.host())
                .map(ServiceEntry::purpose)
                .map(Uses::feature)
                .orElse(Feature.UNREAD_CONNECTION);
    }

    private static Feature feature(Purpose purpose) {
        return switch (purpose) {
            case SIGNON -> Feature.SIGN_ON;
            case MESSAGE, WEB, TUNNEL, API -> Feature.UNREAD_CONNECTION;
            case FILE -> Feature.FILE_TRANSFER;
            case VOICE -> Feature.VOICE;
            case VIDEO -> Feature.VIDEO;
            case PRESENCE -> Feature.PRESENCE;
            case CONTACTS -> Feature.CONTACT_LIST;
            case DIRECTORY -> Feature.LOOKUP;
            case UPDATE, CDN, ADS, PUSH -> Feature.ADD_IN;
        };
    }
}
