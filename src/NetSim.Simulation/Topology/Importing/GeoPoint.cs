using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Importing;

/// <summary>A place on the Earth, in degrees.</summary>
internal readonly record struct GeoPoint(double Latitude, double Longitude)
{
    /// <summary>The mean radius of the IUGG.</summary>
    private const double EarthRadiusMetres = 6_371_008.8;

    /// <summary>In glass light goes about two thirds as fast as in the void.</summary>
    private const double MetresPerMicrosecond = 299.792458 * 2 / 3;

    /// <summary>Of light in a fibre along the great circle, in whole microseconds and at least one.</summary>
    public static Duration Delay(GeoPoint a, GeoPoint b) =>
        Duration.FromMicroseconds(Math.Max(1, (long)Math.Round(Metres(a, b) / MetresPerMicrosecond)));

    /// <summary>By haversines, which stay exact for places close to each other.</summary>
    public static double Metres(GeoPoint a, GeoPoint b)
    {
        double latitudes = Math.Sin(Radians(b.Latitude - a.Latitude) / 2), longitudes = Math.Sin(Radians(b.Longitude - a.Longitude) / 2);
        double square = latitudes * latitudes + Math.Cos(Radians(a.Latitude)) * Math.Cos(Radians(b.Latitude)) * longitudes * longitudes;
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(square)));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
