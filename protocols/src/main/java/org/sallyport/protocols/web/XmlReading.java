package org.sallyport.protocols.web;

/** What a body turned out to be. */
public sealed interface XmlReading permits XmlDocument, XmlReading.Broken {

    /**
     * It is no XML that is read here.
     *
     * @param why what is wrong, in words without content of the body
     */
    record Broken(String why) implements XmlReading {}
}
