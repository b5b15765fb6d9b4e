package org.sallyport.proxy.relay;

import org.sallyport.archive.ArchiveRecord;
import org.sallyport.protocols.decision.Duty;

/**
 * Where messages are kept that a rule holds back, once they are on the record. Safe for any thread; returns at once and does not
 * throw.
 */
public interface Quarantine {

    /**
     * Keeps what a record is about.
     *
     * @param duty the one of its decision that asks for it
     * @param outcome is told once, here or on another thread
     */
    void hold(ArchiveRecord record, Duty.Quarantine duty, Outcome outcome);

    /** Is told what became of it. */
    interface Outcome {

        /** It is kept, or there is nothing in it that could ever be released. */
        void held();

        /**
         * It could not be kept.
         *
         * @param notice what whoever sent it is told
         */
        void refused(String notice);
    }

    /** Keeps nothing: what is held back is in the archive alone. */
    Quarantine NONE = (record, duty, outcome) -> outcome.held();
}
