/** What is measured, where, in which unit and why. */
import type { EnumTexts } from "../text.ts";

const context = {
  "Interruption.Begin": "Charging was interrupted at this moment.",
  "Interruption.End": "Charging went on at this moment.",
  Other: "Another reason.",
  "Sample.Clock": "Due by the clock, e.g. at every full quarter of an hour.",
  "Sample.Periodic": "Due by the interval since the transaction's start.",
  "Transaction.Begin": "The reading at the transaction's start.",
  "Transaction.End": "The reading at the transaction's end.",
  Trigger: "The CSMS asked for it.",
};

const phase = {
  L1: "Phase 1.",
  L2: "Phase 2.",
  L3: "Phase 3.",
  N: "The neutral conductor.",
  "L1-N": "Phase 1 against neutral.",
  "L2-N": "Phase 2 against neutral.",
  "L3-N": "Phase 3 against neutral.",
  "L1-L2": "Phase 1 against phase 2.",
  "L2-L3": "Phase 2 against phase 3.",
  "L3-L1": "Phase 3 against phase 1.",
};

const location = {
  Body: "Inside the station, e.g. its temperature.",
  Cable: "In the cable.",
  EV: "In the vehicle, as it told the station.",
  Inlet: "Where the grid enters the station.",
  Outlet: "Where the vehicle is connected: what a driver pays for.",
};

/** Those that both 1.6 and 2.x have. */
const shared = {
  "Current.Export": "Current from the vehicle, in A.",
  "Current.Import": "Current to the vehicle, in A.",
  "Current.Offered": "The most current that the vehicle may draw, in A.",
  "Energy.Active.Export.Interval": "Energy from the vehicle during the interval.",
  "Energy.Active.Export.Register": "Energy from the vehicle, as the meter has counted it in all.",
  "Energy.Active.Import.Interval": "Energy to the vehicle during the interval.",
  "Energy.Active.Import.Register":
    "Energy to the vehicle, as the meter has counted it in all: what bills rest on.",
  "Energy.Reactive.Export.Interval": "Reactive energy to the grid during the interval.",
  "Energy.Reactive.Export.Register":
    "Reactive energy to the grid, as the meter has counted it in all.",
  "Energy.Reactive.Import.Interval": "Reactive energy from the grid during the interval.",
  "Energy.Reactive.Import.Register":
    "Reactive energy from the grid, as the meter has counted it in all.",
  Frequency: "Frequency of the grid, in hertz.",
  "Power.Active.Export": "Power from the vehicle at this moment.",
  "Power.Active.Import": "Power to the vehicle at this moment.",
  "Power.Factor": "Power factor, from -1 to 1.",
  "Power.Offered": "The most power that the vehicle may draw.",
  "Power.Reactive.Export": "Reactive power to the grid at this moment.",
  "Power.Reactive.Import": "Reactive power from the grid at this moment.",
  SoC: "How full the vehicle's battery is, in percent.",
  Voltage: "Voltage at this moment, in V.",
};

const only2 = {
  "Current.Export.Offered": "The most current that the vehicle may give back.",
  "Current.Export.Minimum": "The least current that the vehicle can give back.",
  "Current.Import.Offered": "The most current that the vehicle may draw.",
  "Current.Import.Minimum": "The least current that the vehicle can charge with.",
  "Display.PresentSOC": "How full the battery is, as the vehicle displays it.",
  "Display.MinimumSOC": "The least level that the driver wants, as the vehicle displays it.",
  "Display.TargetSOC": "The level that the driver wants, as the vehicle displays it.",
  "Display.MaximumSOC": "The highest level allowed, as the vehicle displays it.",
  "Display.RemainingTimeToMinimumSOC": "Time until the least level, as the vehicle reckons.",
  "Display.RemainingTimeToTargetSOC": "Time until the wanted level, as the vehicle reckons.",
  "Display.RemainingTimeToMaximumSOC": "Time until the highest level, as the vehicle reckons.",
  "Display.ChargingComplete": "Whether the vehicle has finished charging.",
  "Display.BatteryEnergyCapacity": "How much energy the battery holds.",
  "Display.InletHot": "Whether the vehicle's inlet is too hot.",
  "Energy.Active.Import.CableLoss": "Energy that was lost in the cable.",
  "Energy.Active.Import.LocalGeneration.Register":
    "Energy to the vehicle that was generated on site, as counted in all.",
  "Energy.Active.Net": "Energy to the vehicle less energy from it.",
  "Energy.Active.Setpoint.Interval": "Energy that the setpoint asked for during the interval.",
  "Energy.Apparent.Export": "Apparent energy to the grid.",
  "Energy.Apparent.Import": "Apparent energy from the grid.",
  "Energy.Apparent.Net": "Apparent energy from the grid less that to it.",
  "Energy.Reactive.Net": "Reactive energy from the grid less that to it.",
  "EnergyRequest.Target": "Energy that the vehicle wants until departure.",
  "EnergyRequest.Minimum": "Least energy that the vehicle wants until departure.",
  "EnergyRequest.Maximum": "Most energy that the vehicle can take.",
  "EnergyRequest.Minimum.V2X": "Least energy for which the battery still joins in discharging.",
  "EnergyRequest.Maximum.V2X": "Most energy up to which the battery joins in discharging.",
  "EnergyRequest.Bulk": "Energy until the vehicle's bulk level, after which it charges slower.",
  "Power.Active.Setpoint": "The power that the station was told to keep to.",
  "Power.Active.Residual": "By how much the power differs from its setpoint.",
  "Power.Export.Minimum": "The least power that the vehicle can give back.",
  "Power.Export.Offered": "The most power that the vehicle may give back.",
  "Power.Import.Offered": "The most power that the vehicle may draw.",
  "Power.Import.Minimum": "The least power that the vehicle can charge with.",
  "Voltage.Minimum": "The lowest voltage that the vehicle can work with.",
  "Voltage.Maximum": "The highest voltage that the vehicle can work with.",
};

export const meteringTexts: EnumTexts = {
  ReadingContext: context,
  ReadingContextEnumType: context,
  ValueFormat: {
    Raw: "A plain decimal number.",
    SignedData: "Data that the meter has signed, in hexadecimal or base64; it proves the reading.",
  },
  Measurand: {
    ...shared,
    Temperature: "Temperature where location says.",
    RPM: "Speed of a fan.",
  },
  MeasurandEnumType: { ...shared, ...only2 },
  Phase: phase,
  PhaseEnumType: phase,
  Location: location,
  LocationEnumType: {
    ...location,
    Upstream: "Before the station, e.g. at the connection of the site.",
  },
  UnitOfMeasure: {
    Wh: "Watt-hours of energy.",
    kWh: "Kilowatt-hours of energy: 1,000 Wh.",
    varh: "Var-hours of reactive energy.",
    kvarh: "Kilovar-hours of reactive energy: 1,000 varh.",
    W: "Watts of power.",
    kW: "Kilowatts of power: 1,000 W.",
    VA: "Volt-amperes of apparent power.",
    kVA: "Kilovolt-amperes of apparent power: 1,000 VA.",
    var: "Vars of reactive power.",
    kvar: "Kilovars of reactive power: 1,000 var.",
    A: "Amperes of current.",
    V: "Volts.",
    K: "Kelvin; 0 °C is 273.15 K.",
    Celcius: "Degrees Celsius, as the standard first misspelt it; both are allowed.",
    Celsius: "Degrees Celsius.",
    Fahrenheit: "Degrees Fahrenheit.",
    Percent: "Percent.",
  },
};
