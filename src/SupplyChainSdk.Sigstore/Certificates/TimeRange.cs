namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>A period of time, closed at both ends; without an end it goes on.</summary>
internal sealed record TimeRange(DateTimeOffset Start, DateTimeOffset? End)
{
    public bool Contains(DateTimeOffset time) => Start <= time && (End is not { } end || time <= end);
}
