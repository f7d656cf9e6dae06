using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>The error for a file from outside that is not what it must be: an <see cref="InvalidDataException"/> that knows the place.</summary>
/// <remarks>The exception type is sealed, so the place travels in <see cref="Exception.Data"/>.</remarks>
public static class BadInput
{
    private const string PlaceKey = "SupplyChainSdk.Place";
    private const string ReasonKey = "SupplyChainSdk.Reason";

    /// <summary>Makes the error; its message begins with the place.</summary>
    /// <param name="place">The file, with line and column where they are known.</param>
    /// <param name="reason">One sentence without a full stop.</param>
    /// <param name="inner">What another reader said.</param>
    public static InvalidDataException At(Location place, string reason, Exception? inner = null)
    {
        var where = place.Line == 0 ? place.File : $"{place.File}({place.Line},{place.Column})";
        return new InvalidDataException($"{where}: {reason}.", inner) { Data = { [PlaceKey] = place, [ReasonKey] = reason } };
    }

    /// <summary>The file, with line and column where they are known; null when the error was made elsewhere.</summary>
    public static Location? Place(Exception error) => error.Data[PlaceKey] as Location;

    /// <summary>The reason without the place; the whole message when the error was made elsewhere.</summary>
    public static string Reason(Exception error) => error.Data[ReasonKey] as string ?? error.Message.TrimEnd('.');
}
