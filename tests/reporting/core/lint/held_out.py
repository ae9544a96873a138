"""Pieces of reports written after the rules and not used to make them: what they say of the figures is their worth."""

from tests.reporting.core.lint.snippets import Snippet

OLDER = ("20260114",)

CLEAN_AFTERWARDS: tuple[Snippet, ...] = (
    Snippet(
        "PA and lateral views. Lungs hyperinflated with flattened diaphragms. No focal consolidation, "
        "effusion or pneumothorax.",
        "COPD. No acute process.",
    ),
    Snippet(
        "A small pneumothorax persists at the left apex, 8 mm. No tension.",
        "Persistent small left apical pneumothorax, not significantly changed.",
        comparison="2026-01-14 at 10:15.",
        priors=OLDER,
    ),
    Snippet(
        "There has been interval removal of the right chest tube. No residual pneumothorax.",
        "No pneumothorax after removal of the chest tube.",
        priors=OLDER,
    ),
    Snippet(
        "Right PICC with tip at the cavoatrial junction. Left costophrenic angle is blunted.",
        "Trace left effusion.",
    ),
    Snippet(
        "Post left pneumonectomy. The remaining right lung is clear, mediastinum shifted to the left.",
        "Expected postoperative appearance.",
    ),
    Snippet(
        "Scattered pulmonary nodules up to 4 mm, e.g. right middle lobe {3.8 mm|3.8 mm|R}, all stable "
        "over 2 years.",
        "Benign nodules.",
        priors=OLDER,
    ),
    Snippet(
        "Spiculated mass RUL {27.0 mm|27.0 mm|R} abutting the pleura; ipsilateral hilar nodes up to "
        "{15.0 mm|15.0 mm|R}.",
        "T1c lung cancer of the right upper lobe.",
    ),
    Snippet(
        "Thrombus in the left atrial appendage {12.0 mm|12.0 mm|L}. Right atrium dilated.",
        "Left atrial appendage thrombus.",
    ),
    Snippet(
        "Main pulmonary artery 32 mm; right-to-left ventricular ratio 0.9. No embolus.",
        "No pulmonary embolism. Mild dilatation of the pulmonary trunk.",
    ),
    Snippet(
        "Subsegmental embolus in the left lower lobe cannot be excluded; no lobar or segmental embolus.",
        "No pulmonary embolism to the segmental level.",
    ),
    Snippet(
        "Aortic root 38 mm, ascending 41 mm, arch 29 mm, descending 27 mm; unchanged from 14 January 2026.",
        "Stable ectasia of the ascending aorta.",
        comparison="CTA, 14 January 2026.",
        priors=OLDER,
    ),
    Snippet(
        "Type B dissection from the left subclavian artery to the iliac bifurcation. No rupture.",
        "Type B aortic dissection. No rupture.",
    ),
    Snippet("No dissection of the ascending aorta. Type B dissection.", "Type B dissection."),
    Snippet(
        "Chronic subdural collection on the right, 11 mm, before drainage 19 mm.",
        "Smaller chronic subdural hematoma.",
        priors=OLDER,
    ),
    Snippet(
        "Gliosis in the left frontal lobe after resection on 2024-05-17. No recurrent mass.",
        "No recurrence.",
        comparison="MR 2026-01-14",
        priors=OLDER,
    ),
    Snippet(
        "White matter hyperintensities, Fazekas 2, greater than expected for age.",
        "Microangiopathy.",
        age="062Y",
    ),
    Snippet(
        "Cavum septum pellucidum, a normal variant. Myelination is appropriate for age.",
        "Normal MR of the brain.",
        age="001Y",
    ),
    Snippet(
        "Hemorrhagic transformation is not present. Infarct in the right PCA territory, subacute.",
        "Subacute right PCA infarct.",
    ),
    Snippet(
        "No acute infarct. Chronic infarct in the left cerebellum.",
        "Chronic left cerebellar infarct. No acute ischemia.",
    ),
    Snippet("No large vessel occlusion. Fetal origin of the right PCA.", "No occlusion."),
    Snippet(
        "Vestibular schwannoma in the right internal auditory canal {6.0 mm|6.0 mm|R|5.5}, stable.",
        "Stable vestibular schwannoma.",
        priors=OLDER,
    ),
    Snippet(
        "Status post left nephrectomy. The right kidney is compensatorily enlarged, {131.0 mm|131.0 mm"
        "|R} in length.",
        "Solitary right kidney.",
    ),
    Snippet(
        "After right nephrectomy the lesion in the left kidney {18.0 mm|18.0 mm|L} is new.",
        "New lesion of the left kidney, 18 mm.",
        priors=OLDER,
    ),
    Snippet(
        "Segment IVb hemangioma {21.0 mm|21.0 mm}. The left lobe is small. Portal vein patent.", "Hemangioma."
    ),
    Snippet(
        "Horseshoe kidney. Punctate calculus in the right moiety, 2 mm. No hydronephrosis of either moiety.",
        "Nonobstructing right renal stone.",
    ),
    Snippet("Mild hydronephrosis on the right, no hydronephrosis on the left.", "Mild right hydronephrosis."),
    Snippet("Ascites in all four quadrants. No free air.", "Ascites. No perforation."),
    Snippet(
        "Splenomegaly of 16.3 cm. Recanalized umbilical vein. Varices along the left gastric vein.",
        "Portal hypertension.",
    ),
    Snippet(
        "Terminal ileum 6 mm thick over a length of 12 cm, with comb sign.",
        "Active Crohn's disease of the terminal ileum.",
        age="023Y",
    ),
    Snippet(
        "Prostate bed without local recurrence. Status post radical prostatectomy 2021.",
        "No recurrence.",
        age="069Y",
    ),
    Snippet(
        "Left ovarian cyst, 3.5 cm, O-RADS 2. Uterus retroverted. Small amount of free fluid, physiological.",
        "O-RADS 2.",
        sex="F",
        age="033Y",
    ),
    Snippet(
        "Gravid uterus, single fetus in cephalic presentation. Biparietal diameter 89 mm.",
        "Normal growth.",
        sex="F",
        age="030Y",
    ),
    Snippet("Post hysterectomy. Vaginal cuff is smooth.", "No recurrence.", sex="F", age="055Y"),
    Snippet(
        "He was scanned in the prone position. Colon well distended, no polyp of 6 mm or larger.",
        "C-RADS C1.",
    ),
    Snippet(
        "Her previous mastectomy scar on the left is unremarkable. ACR b on the right.",
        "BI-RADS 2 right.",
        sex="F",
        age="067Y",
    ),
    Snippet(
        "Findings were communicated to Mr Jones, orthopaedic surgeon, at 14:05.",
        "Unstable fracture L1.",
        sex="F",
    ),
    Snippet(
        "Mrs Doe was referred with a lump in the right axilla. A 9 mm node with thickened cortex.",
        "Suspicious right axillary node.",
        sex="F",
        age="059Y",
    ),
    Snippet(
        "This 60-year-old man has known sarcoidosis. Hilar adenopathy, symmetrical.", "Stage I sarcoidosis."
    ),
    Snippet(
        "Lisfranc interval 3 mm. No fracture of the second metatarsal base.",
        "Possible Lisfranc sprain.",
        examined="L",
    ),
    Snippet(
        "Complete ACL tear with bone bruise. PCL intact. Baker cyst 4 x 2 x 1 cm.",
        "ACL tear of the right knee.",
        examined="R",
    ),
    Snippet(
        "Undisplaced fracture of the scaphoid waist. No dislocation.",
        "Scaphoid fracture.",
        examined="L",
        age="026Y",
    ),
    Snippet(
        "Salter-Harris II fracture of the distal tibia. Physes otherwise normal.",
        "Salter-Harris II fracture.",
        age="011Y",
    ),
    Snippet(
        "Total knee arthroplasty in place, no lucency wider than 2 mm.",
        "No loosening.",
        examined="R",
        age="077Y",
    ),
    Snippet(
        "C5/6: osteophytes with narrowing of the left neural foramen. Canal 11 mm. T2 signal of the "
        "cord is normal.",
        "Left C6 foraminal stenosis.",
    ),
    Snippet(
        "Conus at L1. Disc heights preserved L1 to L4; at L5/S1 reduced by half.",
        "Degenerative change L5/S1.",
    ),
    Snippet(
        "Right thyroid lobe 5.2 x 1.9 x 1.8 cm, left 4.8 x 1.7 x 1.6 cm, isthmus 3 mm.",
        "Normal thyroid.",
        sex="F",
    ),
    Snippet("Peak systolic velocity 245 cm/s in the left ICA, ratio 3.8.", "Left ICA stenosis, 70 %."),
    Snippet(
        "Great saphenous vein reflux on the right lasting 1.8 s.", "Reflux of the right great saphenous vein."
    ),
    Snippet(
        "Primary tumor SUVmax 9.8, formerly 14.2. No distant metastases.",
        "Partial metabolic response. No metastases.",
        comparison="PET/CT 2026-01-14.",
        priors=OLDER,
    ),
    Snippet("Osseous metastases in T4, L2 and the right ilium. No visceral metastases.", "Bone metastases."),
    Snippet(
        "LVEF 55 %. Late enhancement in the inferior wall of the left ventricle. RV function normal.",
        "Old inferior infarction.",
    ),
    Snippet("Agatston score 0. The right coronary artery arises from the left sinus.", "Anomalous RCA."),
    Snippet("Lesion 3 mm from the capsule, 2:30 position, 14 x 9 mm.", "PI-RADS 4.", age="063Y"),
    Snippet(
        "Mucus plugging in the left lower lobe without change. Bronchiectasis, stable.",
        "Stable bronchiectasis.",
        comparison="CT 2026-01-14",
        priors=OLDER,
    ),
    Snippet("Compared with the contralateral side, the right parotid gland is enlarged.", "Right parotitis."),
    Snippet("Compared to muscle, the mass is hyperintense on T2.", "Myxoid tumor."),
    Snippet(
        "No prior imaging is available for comparison. Nodule 5 mm.",
        "Nodule of 5 mm.",
        comparison="No prior studies.",
    ),
    Snippet(
        "Size 8 endotracheal tube, tip 3 cm above the carina. Previously too deep.",
        "Satisfactory tube position.",
    ),
    Snippet(
        "The node in station 4R {11.0 mm|11.0 mm|R} is unchanged, the one in 7 has grown from 9 to 14 mm.",
        "Mixed response.",
        priors=OLDER,
    ),
    Snippet(
        "Left: no stenosis. Right: plaque with 40 % stenosis at the bulb.", "Mild right carotid stenosis."
    ),
)

WRONG_AFTERWARDS: tuple[tuple[str, Snippet], ...] = (
    ("laterality", Snippet("Spiculated mass in the right apex, 27 mm, linked here {27.0 mm|27.0 mm|L}.")),
    ("laterality", Snippet("Cerebellar lesion on the left side measuring {14.0 mm|14.0 mm|R}.")),
    ("laterality", Snippet("{9.0 mm|9.0 mm|L} hypodense lesion in the right adrenal gland.")),
    ("laterality", Snippet("Fracture of the neck of the left hip.", "Left hip fracture.", examined="R")),
    ("sex", Snippet("Hypertrophy of the prostatic median lobe.", sex="F")),
    ("sex", Snippet("Fibroid in the uterine fundus.", sex="M")),
    ("sex", Snippet("The patient states that she fell yesterday.", sex="M")),
    ("sex", Snippet("Undescended testicle on the right.", sex="F")),
    ("age", Snippet("A 12-year-old boy after a fall.", age="042Y")),
    ("age", Snippet("Ring-like calcification, typical of the elderly.", age="022Y")),
    ("age", Snippet("Normal sutures for a newborn.", age="055Y")),
    ("comparison", Snippet("Since the previous scan, the lesion has grown.")),
    ("comparison", Snippet("New nodule compared to 3 February 2026.", priors=OLDER)),
    ("comparison", Snippet("Lungs clear.", comparison="Previous radiographs.")),
    ("comparison", Snippet("Stable compared with prior MRI.")),
    ("no-change", Snippet("Lymph node 22 mm (previously 14 mm), essentially unchanged.", priors=OLDER)),
    ("no-change", Snippet("No interval change in the hematoma, {24.0 mm|24.0 mm|L|15.0}.", priors=OLDER)),
    ("no-change", Snippet("The cyst remains stable at {45.0 mm|45.0 mm|R|30.0}.", priors=OLDER)),
    ("contradiction", Snippet("No pleural fluid, no effusion on the left.", "Left pleural effusion.")),
    ("contradiction", Snippet("There is acute cholecystitis.", "No cholecystitis.")),
    ("contradiction", Snippet("No fracture or dislocation.", "Fracture of the radial head.")),
    ("contradiction", Snippet("The lungs are clear without pneumothorax.", "Right-sided pneumothorax.")),
    ("contradiction", Snippet("Free air under the diaphragm.", "No free air.")),
    ("contradiction", Snippet("No evidence of metastases.", "Multiple liver metastases.")),
    ("unit", Snippet("Nodule measuring 1.2 x 0.9 in the left lobe.")),
    ("unit", Snippet("The aorta has a diameter of 41.")),
    ("unit", Snippet("Size: 23 x 14.")),
    ("unit", Snippet("The lesion is 12 in diameter.")),
    ("number", Snippet("Nodule of {0.8 mm|8.0 mm}.")),
    ("number", Snippet("Aneurysm {5.9 cm|52.0 mm}.")),
    ("doubled-word", Snippet("The lungs are are clear.")),
    ("identity", Snippet("Ms Miller, presenting with chest pain.", sex="F")),
    ("identity", Snippet("MRN 004711: clear lungs.")),
)
