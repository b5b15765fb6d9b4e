/**
 * The test kit for protocols: builds captures, and puts plugins through the trial that {@code ProtocolContractTest} holds for
 * every one of them. Other modules' tests use it too.
 */
@NullMarked
package org.sallyport.protocols.trial;

import org.jspecify.annotations.NullMarked;
