/** Tests of the client: receipts of a real ledger over epochs that change their sets, in both forms. */
@org.jspecify.annotations.NullMarked
package io.quorate.client;
