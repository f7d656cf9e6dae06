namespace SupplyChainSdk.Sigstore;

/// <summary>A bundle was refused, or the trusted root to judge it by. The message is for people; text of strangers in it is shortened and escaped.</summary>
public sealed class VerificationException : Exception
{
    internal VerificationException(VerificationFailure failure, string message, Exception? inner = null) : base(message, inner) => Failure = failure;

    /// <summary>The reason.</summary>
    public VerificationFailure Failure { get; }

    internal static VerificationException Malformed(string where, string what, Exception? inner = null) =>
        new(VerificationFailure.MalformedBundle, $"The bundle is malformed: {where} {what}.", inner);
}
